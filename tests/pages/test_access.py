"""Who may open and do what: every address of the application, every kind of person.

The columns are the answers (HTTP status) to a stranger from another section, to whoever
maintains people without any position, to the drafter, to the requesting chief, to a checker and
to the PR chief. Nobody but those signed in gets further than the sign-in page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions import register_user
from accounts.models import User
from posts.content import Attachment
from posts.forms.pictures import keep_token
from posts.models import Post
from publishing.actions import halt, halt_all
from publishing.models import Finding
from tests.cast import SETUP, Cast
from tests.pages.entries import request_form, stored_picture
from tests.pages.reading import read
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, visitor

WHO = ("stranger", "maintainer", "drafter", "chief", "checker", "pr_chief")
REASON = {"reason": "会場名が誤っているため"}
OWN_SECTION = request_form(section="")
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
    row("posts:create", "GET", 200, 403, 200, 200, 200, 200),
    row("posts:create", "POST", 302, 403, 302, 302, 302, 302, **OWN_SECTION),
    row("posts:count", "POST", 200, 200, 200, 200, 200, 200, body="防災訓練"),
    row("posts:kept_image", "GET", 404, 404, 200, 404, 404, 404, stage="draft"),
    row("posts:case", "GET", 404, 404, 200, 200, 200, 200, stage="draft"),
    row("posts:image", "GET", 404, 404, 200, 200, 200, 200, stage="draft"),
    row("posts:edit", "GET", 404, 404, 200, 200, 403, 403, stage="draft"),
    row("posts:edit", "POST", 404, 404, 302, 302, 403, 403, stage="draft", **request_form()),
    row("posts:submit", "POST", 404, 404, 302, 302, 403, 403, stage="draft"),
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
    row("audit:trail", "GET", 403, 403, 403, 403, 403, 200),
    row("accounts:sign_out", "POST", 302, 302, 302, 302, 302, 302),
)
# Open to everybody, signed in or not.
OPEN = {"healthz", "set_language", "accounts:sign_in"}
GET_AND_POST = {"posts:create", "posts:edit"}


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
    known = {
        "code": post.code,
        "channel": cast.channel.code,
        "token": keep_token(cast.sato, stored_picture()),
        "pk": image.pk if image else 0,
        "finding": found_on_x(cast).pk if "acknowledge" in name else 0,
    }
    wanted = next(k for n, k in addresses() if n == name)
    address = reverse(name, kwargs={key: known[key] for key in wanted})
    return Door(address, {"seen": post.revision.digest, **data})


def found_on_x(cast: Cast) -> Finding:
    finding, _created = Finding.objects.get_or_create(
        channel=cast.channel, kind=Finding.Kind.FOREIGN, x_id="1990000000000000008"
    )
    return finding


def case_at(cast: Cast, stage: str) -> Post:
    if stage == "halted":
        halt(cast.channel, actor=cast.ito, reason="誤りの確認")
    if stage == "halted_all":
        halt_all(actor=cast.ito, reason="誤りの確認")
    if stage in {"", "draft", "halted", "halted_all"}:
        shown = Attachment(stored_picture(), "青い四角")
        return cast.draft(attachments=(shown,))
    return again(STAGES[stage](cast))


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
            before = everything()
            got[who] = here.ask(client, row.method)
            if got[who] >= 400 or row.method == "GET":
                assert everything() == before, who
            elif row.name != "posts:count":
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
