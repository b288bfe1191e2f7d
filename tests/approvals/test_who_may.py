"""Every act of consent, at every stage, pressed by everybody: who may is in the table.

All others are refused, whatever they send: nothing changes, and the trail says that they tried.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import appoint, end_appointment
from accounts.models import Appointment, Deputy, User
from accounts.roles import Role
from posts.models import Post
from posts.workflow import Status
from tests.cast import SETUP, Cast, hire, stand_in
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, refusals, visitor

REQUESTING = {"drafter", "colleague", "chief"}
PR = {"checker", "pr_chief", "pr_deputy"}
CHIEFS = {"chief", "deputy"}
VERBS = (
    "submit", "decide", "confirm", "send_back", "reject", "hold", "release", "recall",
    "acknowledge", "inspect",
)  # fmt: skip
MAY: dict[tuple[str, str], set[str]] = {
    ("draft", "submit"): REQUESTING,
    ("chief_review", "decide"): CHIEFS,
    ("chief_review", "send_back"): CHIEFS,
    ("chief_review", "reject"): CHIEFS,
    ("chief_review", "recall"): REQUESTING,
    ("pr_review", "confirm"): {"checker"},
    ("pr_review", "decide"): {"pr_chief", "pr_deputy"},
    ("pr_review", "send_back"): PR,
    ("pr_review", "reject"): PR,
    ("pr_review", "hold"): PR,
    ("pr_review", "recall"): REQUESTING,
    ("scheduled", "send_back"): PR,
    ("scheduled", "hold"): PR,
    ("held", "send_back"): PR,
    ("held", "release"): PR,
    # Not before it is revised: the form comes back.
    ("returned", "submit"): REQUESTING,
    ("failed", "send_back"): PR,
}
REFUSED = {403, 404, 409}


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    """Everybody there is around a request, and everybody who once was."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    crisis, pr = cast.crisis, cast.pr
    deputy = hire("3020", "小川 直樹", cast.tax, Role.STAFF, "課長補佐")
    pr_deputy = hire("3021", "木村 優", cast.tax, Role.STAFF, "課長補佐")
    former_deputy = hire("3022", "林 大輔", cast.tax, Role.STAFF, "主査")
    for person, section, chief in (
        (deputy, crisis, cast.suzuki),
        (pr_deputy, pr, cast.ito),
        (former_deputy, crisis, cast.suzuki),
    ):
        stand_in(person, section, by=chief)
    Deputy.objects.filter(user=former_deputy).update(
        since=yesterday - dt.timedelta(days=3), until=yesterday
    )
    return {
        "stranger": cast.watanabe,
        "drafter": cast.sato,
        "colleague": hire("3003", "井上 真", crisis, Role.STAFF, "主事"),
        "chief": cast.suzuki,
        "deputy": deputy,
        "former_deputy": former_deputy,
        "former_chief": _left(hire("2005", "前任 一郎", crisis, Role.CHIEF, "課長")),
        "checker": cast.nakamura,
        "former_checker": _left(hire("1005", "前任 二郎", pr, Role.STAFF, "主事")),
        "pr_chief": cast.ito,
        "pr_deputy": pr_deputy,
        "chief_elsewhere": hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長"),
        "nobody": User.objects.create_user("9100", name="無職"),
    }


def _left(user: User) -> User:
    """Once in that position, now elsewhere with another one."""
    held = user.appointments.get()
    end_appointment(held, last_day=dt.date(2026, 4, 30), actor=SETUP)
    return user


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def press(client: Client, verb: str, post: Post, **typed: str) -> int:
    data = {"seen": post.seen, "reason": "会場名が誤っています", **typed}
    return client.post(reverse(f"approvals:{verb}", args=[post.code]), data).status_code


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage in set(Status)])
def test_who_may_do_what(stage: str, cast: Cast, people: dict[str, User]) -> None:
    post = again(STAGES[stage](cast))
    clients = {who: visitor(user) for who, user in people.items()}
    for verb in VERBS:
        allowed = set()
        for who, client in clients.items():
            with undone():
                before, refused = everything(), refusals()
                answer = press(client, verb, post)
                if answer in REFUSED:
                    assert everything() == before, (verb, who)
                    assert refusals() == refused + 1, (verb, who)
                else:
                    assert answer in {302, 422}, (verb, who, answer)
                    assert refusals() == refused, (verb, who)
                    allowed.add(who)
        assert allowed == MAY.get((stage, verb), set()), verb


@pytest.mark.parametrize(("stage", "verb"), [key for key in MAY if key[0] != "returned"])
def test_whoever_may_is_still_refused_on_another_wording_or_in_a_foreign_position(
    stage: str, verb: str, cast: Cast, people: dict[str, User]
) -> None:
    post = again(STAGES[stage](cast))
    who = sorted(MAY[stage, verb])[0]
    client = visitor(people[who])
    before = everything()
    assert press(client, verb, post, seen="0" * 64) == 409
    if verb not in {"submit", "recall"}:
        assert press(client, verb, post, seat="kazei:chief") == 403
        assert refusals() == 2
    assert everything() == before


@pytest.mark.parametrize("verb", VERBS)
def test_an_id_of_nobodys_case_is_refused_and_in_the_trail(verb: str, cast: Cast) -> None:
    foreign = reverse(f"approvals:{verb}", args=[uuid.uuid4()])
    before = everything()
    assert visitor(cast.ito).post(foreign, {"seen": "0" * 64}).status_code == 404
    assert refusals() == 1
    assert everything() == before


def test_a_position_that_nobody_holds_decides_nothing(cast: Cast, people: dict[str, User]) -> None:
    """The chief has left, the deputy was for that chief: it waits for whoever comes."""
    post = cast.submitted()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    end_appointment(cast.suzuki.appointments.get(), last_day=yesterday, actor=SETUP)
    clients = {who: visitor(user) for who, user in people.items()}
    for verb in ("decide", "confirm", "send_back", "reject", "hold", "release"):
        for who, client in clients.items():
            assert press(client, verb, post) in REFUSED, (verb, who)
    assert Post.objects.get(pk=post.pk).status == "chief_review"
    new = people["chief_elsewhere"]
    appoint(
        Appointment(
            user=new,
            section=cast.crisis,
            role=Role.CHIEF,
            title="課長（事務取扱）",
            since=timezone.localdate(),
            concurrent=True,
        ),
        actor=SETUP,
    )
    assert press(visitor(new), "decide", post) == 302
