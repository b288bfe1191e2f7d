"""Who may open and do what: every address of the application, every kind of person.

The columns are the answers (HTTP status) to a stranger from another section, to whoever
maintains people without any position, to the drafter, to the requesting chief, to a checker and
to the PR chief. Nobody but those signed in gets further than the sign-in page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions import register_user
from accounts.models import Deputy, User
from accounts.roles import Role
from approvals import actions as consent
from approvals.models import FollowRecord, NoticeKind
from posts.content import Attachment
from posts.forms.pictures import keep_token
from posts.models import Post
from publishing.actions import halt, halt_all
from publishing.models import Finding
from records.actions import hold_record
from tests.cast import SETUP, Cast, answer_fields, hire, stand_in
from tests.pages.entries import checklist_form, policy_form, request_form, stored_picture
from tests.pages.reading import read
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, refusals, visitor

WHO = ("stranger", "maintainer", "drafter", "chief", "checker", "pr_chief")
REASON = {"reason": "会場名が誤っているため"}
NEW_POLICY = policy_form(min_confirmations="3")
NEW_CHECKLIST = checklist_form(further="広告に当たる情報")
OWN_SECTION = request_form(section="")
FOLLOW = {
    "channel": "shiroi",
    "handle": "@chiba_pref",
    "since": "2026-04-01",
    "benefit": "災害時に県の発表を確かめるため",
}
TAX = {"section": "kazei"}
ANSWER = {**TAX, "words": "税額の記載を確かめました。"}
DAILY = dict.fromkeys(NoticeKind.values, "digest")
ABSENCE = {
    "position": "kikikanri:chief",
    "user": "3001",
    "since": "2099-01-05",
    "until": "2099-01-06",
    "reason": "県外へ出張のため",
}
FOUND = {**REASON, "found": "posted", "address": "1990000000000000009"}


@dataclass(frozen=True)
class Row:
    """An address, how it is asked, where the case stands, and the answers by ``WHO``."""

    name: str
    method: str
    answers: tuple[int, ...]
    stage: str = ""
    data: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.stage}".strip()


def row(name: str, method: str, *answers: int, stage: str = "", **data: Any) -> Row:
    return Row(name, method, answers, stage, tuple(data.items()))


TABLE = (
    row("home", "GET", 200, 200, 200, 200, 200, 200),
    row("next_case", "GET", 302, 302, 302, 302, 302, 302),
    row("posts:create", "GET", 200, 403, 200, 200, 200, 200),
    row("posts:create", "POST", 302, 403, 302, 302, 302, 302, **OWN_SECTION),
    row("posts:count", "POST", 200, 200, 200, 200, 200, 200, body="防災訓練"),
    row("posts:kept_image", "GET", 404, 404, 200, 404, 404, 404, stage="draft"),
    row("posts:case", "GET", 404, 404, 200, 200, 200, 200, stage="draft"),
    row("posts:image", "GET", 404, 404, 200, 200, 200, 200, stage="draft"),
    row("posts:edit", "GET", 404, 404, 200, 200, 403, 403, stage="draft"),
    row("posts:edit", "POST", 404, 404, 302, 302, 403, 403, stage="draft", **request_form()),
    row("approvals:submit", "POST", 404, 404, 302, 302, 403, 403, stage="draft"),
    row("posts:withdraw", "POST", 404, 404, 302, 302, 403, 403, stage="draft", **REASON),
    row("approvals:decide", "POST", 404, 404, 403, 302, 403, 403, stage="chief_review"),
    # The requesting chief has decided at the step before: a button pressed twice.
    row("approvals:decide", "POST", 404, 404, 403, 409, 403, 302, stage="pr_review"),
    row("approvals:confirm", "POST", 404, 404, 403, 403, 403, 403, stage="chief_review"),
    row("approvals:confirm", "POST", 404, 404, 403, 403, 302, 403, stage="pr_review"),
    row(
        "approvals:send_back", "POST", 404, 404, 403, 302, 403, 403, stage="chief_review", **REASON
    ),
    row("approvals:send_back", "POST", 404, 404, 403, 403, 302, 302, stage="pr_review", **REASON),
    row("approvals:send_back", "POST", 404, 404, 403, 403, 302, 302, stage="scheduled", **REASON),
    row("approvals:reject", "POST", 404, 404, 403, 302, 403, 403, stage="chief_review", **REASON),
    row("approvals:reject", "POST", 404, 404, 403, 403, 302, 302, stage="pr_review", **REASON),
    row("approvals:hold", "POST", 404, 404, 403, 403, 302, 302, stage="scheduled", **REASON),
    row("approvals:release", "POST", 404, 404, 403, 403, 302, 302, stage="held"),
    row("approvals:recall", "POST", 404, 404, 302, 302, 403, 403, stage="chief_review"),
    row("approvals:comment", "POST", 404, 404, 302, 302, 302, 302, stage="pr_review", words="了解"),
    row("approvals:comment", "POST", 302, 404, 302, 302, 302, 302, stage="asked", words="了解"),
    row("approvals:ask_concurrence", "POST", 404, 404, 302, 302, 403, 403, stage="draft", **TAX),
    row(
        "approvals:ask_concurrence", "POST", 404, 404, 403, 403, 302, 302, stage="pr_review", **TAX
    ),
    row("approvals:withdraw_asking", "POST", 403, 404, 403, 403, 302, 302, stage="asked", **ANSWER),
    # The chief of the section that is asked answers: tests/approvals/test_concur.py.
    row("approvals:concur", "POST", 403, 404, 403, 403, 403, 403, stage="asked", **ANSWER),
    row("approvals:object", "POST", 403, 404, 403, 403, 403, 403, stage="asked", **ANSWER),
    row("approvals:circulate", "POST", 404, 404, 302, 302, 302, 302, stage="draft", people="1004"),
    row("approvals:circulate", "POST", 403, 404, 302, 302, 302, 302, stage="asked", people="1004"),
    row("approvals:read", "POST", 302, 404, 403, 403, 403, 403, stage="circulated"),
    row("notices:page", "GET", 200, 200, 200, 200, 200, 200),
    row("notices:choose", "POST", 302, 302, 302, 302, 302, 302, **DAILY),
    row("approvals:acknowledge", "POST", 404, 404, 403, 302, 403, 403, stage="urgent"),
    row("approvals:inspect", "POST", 404, 404, 403, 302, 403, 403, stage="stood_in"),
    row("deputies:list", "GET", 403, 403, 403, 200, 403, 200),
    # The position in the form is the requesting chief's: no choice of the PR chief's.
    row("deputies:name", "POST", 403, 403, 403, 302, 403, 422, **ABSENCE),
    row("deputies:end", "POST", 404, 404, 404, 302, 404, 404, stage="stood_in"),
    row("publishing:retry", "POST", 404, 404, 403, 403, 302, 302, stage="failed"),
    row("publishing:resolve", "POST", 404, 404, 403, 403, 302, 302, stage="uncertain", **FOUND),
    row("publishing:remove", "POST", 404, 404, 403, 403, 302, 302, stage="published", **REASON),
    row("publishing:by_hand", "POST", 404, 404, 403, 403, 409, 409, stage="published", **FOUND),
    row("publishing:gone", "POST", 404, 404, 403, 403, 409, 409, stage="published"),
    row("posts:correct", "POST", 404, 404, 302, 302, 302, 302, stage="published"),
    row("channels:index", "GET", 404, 404, 404, 404, 200, 200),
    row("channels:channel", "GET", 404, 404, 404, 404, 200, 200),
    row("channels:mode", "POST", 404, 404, 404, 404, 403, 302, mode="drill", **REASON),
    row("channels:reading", "POST", 404, 404, 404, 404, 403, 302, may_read="no", **REASON),
    row("channels:acknowledge", "POST", 404, 404, 404, 404, 302, 302, note="確認した"),
    row("channels:halt_all", "POST", 404, 404, 404, 404, 302, 302, **REASON),
    row("channels:resume_all", "POST", 404, 404, 404, 404, 302, 302, stage="halted_all"),
    row("channels:halt", "POST", 404, 404, 404, 404, 302, 302, **REASON),
    row("channels:resume", "POST", 404, 404, 404, 404, 302, 302, stage="halted"),
    row("policy:list", "GET", 200, 200, 200, 200, 200, 200),
    row("policy:version", "GET", 200, 200, 200, 200, 200, 200),
    row("policy:new", "GET", 403, 403, 403, 403, 403, 200),
    row("policy:new", "POST", 403, 403, 403, 403, 403, 302, **NEW_POLICY),
    row("checklist:list", "GET", 200, 200, 200, 200, 200, 200),
    row("checklist:version", "GET", 200, 200, 200, 200, 200, 200),
    row("checklist:new", "GET", 403, 403, 403, 403, 403, 200),
    row("checklist:new", "POST", 403, 403, 403, 403, 403, 302, **NEW_CHECKLIST),
    row("checks:preview", "POST", 200, 200, 200, 200, 200, 200, body="防災訓練"),
    row("follows:list", "GET", 403, 403, 403, 403, 200, 200),
    row("follows:record", "POST", 403, 403, 403, 403, 403, 302, **FOLLOW),
    row("follows:end", "POST", 404, 404, 404, 404, 403, 302, **REASON),
    row("records:sheet", "GET", 404, 404, 200, 200, 200, 200, stage="scheduled"),
    row("records:sheet_pdf", "GET", 404, 404, 200, 200, 200, 200, stage="scheduled"),
    row("records:disclosure", "GET", 404, 404, 403, 403, 403, 200, stage="scheduled"),
    row("records:disclosure", "POST", 404, 404, 403, 403, 403, 200, stage="scheduled"),
    row("records:hold_record", "POST", 404, 404, 403, 403, 403, 302, stage="published", **REASON),
    row("records:lift_hold", "POST", 404, 404, 403, 403, 403, 302, stage="held_record"),
    row("records:due", "GET", 403, 403, 403, 403, 403, 200),
    row("records:dispose", "POST", 403, 403, 403, 403, 403, 422),
    row("records:month", "GET", 403, 403, 403, 403, 403, 200),
    row("audit:trail", "GET", 403, 403, 403, 403, 403, 200),
    row("audit:export", "POST", 403, 403, 403, 403, 403, 200, format="csv"),
    row("accounts:sign_out", "POST", 302, 302, 302, 302, 302, 302),
)
# Open to everybody, signed in or not.
OPEN = {"healthz", "set_language", "accounts:sign_in"}
# Answered while somebody types; nothing is written.
READ_ONLY_POSTS = {"posts:count", "checks:preview"}
GET_AND_POST = {"posts:create", "posts:edit", "policy:new", "checklist:new", "records:disclosure"}
# Reading is an act of its own there.
READING_IS_RECORDED = {"audit:trail"}


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    maintainer = User(staff_number="9001", name="管理 太郎", is_staff=True)
    register_user(maintainer, actor=SETUP)
    return {
        "stranger": cast.watanabe,
        "maintainer": maintainer,
        "drafter": cast.sato,
        "chief": cast.suzuki,
        "checker": cast.takahashi,
        "pr_chief": cast.ito,
    }


@dataclass(frozen=True)
class Door:
    """An address of one case, and what is sent there."""

    address: str
    data: dict[str, object]

    def ask(self, client: Client, method: str) -> int:
        if method == "GET":
            return client.get(self.address).status_code
        return client.post(self.address, self.data).status_code


def door(cast: Cast, name: str, stage: str, data: dict[str, object]) -> Door:
    post = case_at(cast, stage)
    image = post.revision.images.first()
    deputy = Deputy.objects.first()
    found = followed(cast) if name == "follows:end" else image or deputy
    known = {
        "code": post.code,
        "channel": cast.channel.code,
        "number": 1,
        "token": keep_token(cast.sato, stored_picture()),
        "pk": found.pk if found else 0,
        "finding": found_on_x(cast).pk if name == "channels:acknowledge" else 0,
    }
    wanted = next(k for n, k in addresses() if n == name)
    address = reverse(name, kwargs={key: known[key] for key in wanted})
    return Door(address, {"seen": post.seen, **answer_fields(post), **data})


def followed(cast: Cast) -> FollowRecord:
    return consent.record_follow(
        cast.channel.pk,
        actor=cast.ito,
        handle="mlit_river",
        benefit="河川の情報を確かめるため",
        since=dt.date(2026, 4, 1),
    )


def found_on_x(cast: Cast) -> Finding:
    finding, _created = Finding.objects.get_or_create(
        channel=cast.channel, kind=Finding.Kind.FOREIGN, x_id="1990000000000000008"
    )
    return finding


def case_at(cast: Cast, stage: str) -> Post:
    if stage == "held_record":
        post = again(STAGES["published"](cast))
        hold_record(post.pk, actor=cast.ito, reason="開示請求があったため")
        return post
    if stage == "halted":
        halt(cast.channel, actor=cast.ito, reason="誤りの確認")
    if stage == "halted_all":
        halt_all(actor=cast.ito, reason="誤りの確認")
    if stage in {"", "draft", "halted", "halted_all"}:
        shown = Attachment(stored_picture(), "青い四角")
        return cast.draft(attachments=(shown,))
    if stage == "urgent":
        return again(cast.in_review(lane="urgent", reason="大雨警報のため、決裁を待てません"))
    if stage == "stood_in":
        return stood_in(cast)
    return again(STAGES[stage](cast))


def stood_in(cast: Cast) -> Post:
    """Decided for the requesting chief, who is away, by a colleague."""
    ogawa = hire("3002", "小川 直樹", cast.crisis, Role.STAFF, "課長補佐")
    stand_in(ogawa, cast.crisis, by=cast.suzuki)
    post = cast.submitted()
    consent.decide(post.pk, actor=ogawa, seen=post.revision.digest)
    return again(post)


def addresses() -> list[tuple[str, set[str]]]:
    """Every named address outside the maintenance pages, with its parameters."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, set[str]]]:
    for pattern in resolver.url_patterns:
        parameters = set(pattern.pattern.converters)
        if str(pattern.pattern).startswith("admin/"):
            continue  # tests/pages/test_maintenance.py
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", parameters
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            for name, more in _walk(pattern, inner):
                yield name, parameters | more


def test_every_address_stands_in_the_table() -> None:
    assert {name for name, _parameters in addresses()} == {r.name for r in TABLE} | OPEN


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_person_gets_the_answer_of_the_table_and_a_refusal_changes_nothing(
    row: Row, cast: Cast, people: dict[str, User]
) -> None:
    here = door(cast, row.name, row.stage, dict(row.data))
    got = {}
    for who in WHO:
        with transaction.atomic():
            client = visitor(people[who])
            before, refused = everything(), refusals()
            got[who] = here.ask(client, row.method)
            asked_and_refused = row.method == "POST" and got[who] in {403, 404, 409}
            assert refusals() == refused + asked_and_refused, who
            silent = row.method == "GET" and row.name not in READING_IS_RECORDED
            if got[who] >= 400 or silent:
                assert everything() == before, who
            elif row.name not in READ_ONLY_POSTS:
                assert everything()["events"] == before["events"] + 1, who
            transaction.set_rollback(True)
    assert got == dict(zip(WHO, row.answers, strict=True))


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_whoever_has_not_signed_in_is_sent_to_the_sign_in_page(row: Row, cast: Cast) -> None:
    here = door(cast, row.name, row.stage, dict(row.data))
    before = everything()
    for answer in (visitor().get(here.address), visitor().post(here.address, here.data)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts:sign_in"))
    assert everything() == before


@pytest.mark.parametrize("row", [r for r in TABLE if r.name not in GET_AND_POST], ids=str)
def test_an_address_answers_405_to_the_other_method(row: Row, cast: Cast) -> None:
    """To a stranger, too: that tells nothing, an invented case answers the same."""
    here = door(cast, row.name, row.stage, dict(row.data))
    other = "GET" if row.method == "POST" else "POST"
    before = everything()
    for person in (cast.ito, cast.watanabe):
        assert here.ask(visitor(person), other) == 405
    assert everything() == before


def test_a_case_that_does_not_exist_answers_like_one_that_is_hidden(cast: Cast) -> None:
    hidden = reverse("posts:case", args=[cast.draft().code])
    missing = reverse("posts:case", args=["00000000-0000-4000-8000-000000000000"])
    client = visitor(cast.watanabe)
    first, second = read(client.get(hidden)), read(client.get(missing))
    assert first.one("main").text == second.one("main").text


def test_the_open_addresses_tell_nothing_and_change_nothing(cast: Cast) -> None:
    before = everything()
    assert visitor().get(reverse("healthz")).content == b"ok"
    assert visitor().get(reverse("accounts:sign_in")).status_code == 200
    assert visitor(cast.ito).get(reverse("accounts:sign_in")).status_code == 302
    assert visitor().get(reverse("set_language")).status_code == 302
    assert everything() == before
