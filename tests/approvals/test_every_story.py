"""Random people do random things to random requests: nothing is ever approved without a quorum.

What a quorum is, is judged here from the raw rows, in the guideline's words (2(3)②③④), without
a line of approvals.policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.actions import appoint, end_appointment, end_deputy, name_deputy
from accounts.models import Appointment, Deputy, Section, User
from accounts.roles import Role
from approvals import actions as consent
from approvals.models import (
    AfterReview,
    Concurrence,
    ConcurrenceAnswer,
    Decision,
    PolicyVersion,
)
from audit.events import Act
from audit.models import Event
from posts import actions
from posts.actions import NotSubmittable
from posts.checks.submission import Route
from posts.content import Content
from posts.models import Post, Revision
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision
from publishing import claims, outcomes
from publishing.gateway import Posted
from tests.cast import SETUP, Cast, cleared, hire, lay_down

REFUSALS = (
    NotPermitted,
    IllegalTransition,
    StaleRevision,
    NotSubmittable,
    PermissionDenied,
    ValidationError,
    consent.SeatNotNamed,
)
OUT = ("scheduled", "publishing", "published")
WHY = "大雨警報のため、決裁を待てません"
REPLY = {
    "reply_to": "1990000000000000001",
    "reply_url": "https://x.com/a/status/1990000000000000001",
    "benefit": "市民の安全に直結するため",
}
ONWARD = {
    "draft": ("submit",),
    "chief_review": ("decide",),
    "pr_review": ("confirm", "decide", "confirm"),
    "held": ("release",),
    "returned": ("edit", "submit"),
}
VERBS = (
    "submit", "recall", "withdraw", "decide", "confirm",
    "send_back", "reject", "hold", "release", "edit",
)  # fmt: skip
SEATS = ("", "", "", "kikikanri:chief", "miryoku:chief", "miryoku:staff", "kazei:chief")
N = st.integers(0, 99)


class City(RuleBasedStateMachine):
    """One city hall from an ordinary morning on. Every example is rolled back."""

    cast: Cast

    @initialize()
    def open_the_city_hall(self) -> None:
        self.whole = transaction.atomic()
        self.whole.__enter__()
        cast = self.cast
        crisis_and_pr = hire("4001", "森 恵", cast.crisis, Role.STAFF, "主査")
        _appoint(crisis_and_pr, cast.pr, Role.STAFF)
        both_chiefs = hire("4002", "山田 太郎", cast.tax, Role.CHIEF, "課長")
        _appoint(both_chiefs, cast.pr, Role.STAFF)
        self.people = [
            cast.sato, cast.suzuki, cast.takahashi, cast.tanaka, cast.nakamura, cast.ito,
            cast.watanabe, crisis_and_pr, both_chiefs,
        ]  # fmt: skip
        self.sections = [cast.crisis, cast.pr, cast.tax]
        self.posts: list[int] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    # --- What people do ------------------------------------------------------------------

    @rule(who=N, where=N, lane=st.sampled_from(["normal", "normal", "urgent"]), reply=N)
    def draft(self, who: int, where: int, lane: str, reply: int) -> None:
        more: dict[str, Any] = (
            {**REPLY, "benefit": "市民の安全に直結するため"} if reply > 80 else {}
        )
        content = Content("防災訓練について", "safety", (f"本文{len(self.posts)}",), **more)
        reason = WHY if lane == "urgent" else ""
        # Mostly somebody of the section: the others are refused.
        section = self.sections[where % 3]
        held = list(Appointment.objects.on(timezone.localdate()).filter(section=section))
        person = held[who % len(held)].user if held and who < 90 else self._person(who)

        if len(self.posts) >= 4:
            return

        def create() -> None:
            post = actions.create(
                content,
                Route(lane, reason),
                actor=person,
                section=section,
                channel=self.cast.channel,
            )
            self.posts.append(post.pk)

        self._try(create)

    @rule(which=N, who=N, verb=st.sampled_from(VERBS), seat=st.sampled_from(SEATS), old=N)
    def somebody_presses(self, which: int, who: int, verb: str, seat: str, old: int) -> None:
        if post := self._post(which):
            self._press(post, self._person(who), verb, seat, stale=old > 90)

    @rule(which=N, first=N, choice=N, steps=st.integers(1, 5))
    def it_goes_on(self, which: int, first: int, choice: int, steps: int) -> None:
        """Whoever is allowed to takes the next step, and so on."""
        for step in range(steps):
            post = self._post(which)
            if post is None or post.status not in ONWARD:
                return
            verbs = ONWARD[post.status]
            people = (self._person(first + step + n) for n in range(len(self.people)))
            verb = verbs[(choice + step) % len(verbs)]
            any(self._press(post, person, verb) for person in people)

    @rule(which=N, first=N, choice=N)
    def it_goes_on_again(self, which: int, first: int, choice: int) -> None:
        self.it_goes_on(which, first, choice, 5)

    @rule(which=N, where=N, agreed=st.booleans())
    def a_section_is_asked_or_answers(self, which: int, where: int, agreed: bool) -> None:
        post, section = self._post(which), self.sections[where % 3]
        if post is None or post.status not in {"chief_review", "pr_review"}:
            return
        words = {"actor": self.cast.watanabe, "actor_name": "渡辺 健太", "words": "表記のため"}
        asked = Concurrence.objects.filter(post=post, section=section, withdrawn_at=None).first()
        if asked is None:
            Concurrence.objects.create(post=post, section=section, **words)
            return
        answered = asked.answers.filter(revision=post.revision, round=post.round).exists()
        if not answered:
            with transaction.atomic():
                post = Post.objects.lock(post.pk)
                ConcurrenceAnswer.objects.create(
                    concurrence=asked,
                    revision=post.revision,
                    round=post.round,
                    agreed=agreed,
                    **words,
                )
                act = Act.CONCURRED if agreed else Act.OBJECTED
                consent.advance(post, self.cast.watanabe.signature(), act, {})

    @rule(which=N, x_id=N)
    def the_worker_sends(self, which: int, x_id: int) -> None:
        post = self._post(which)
        if post is None or post.status != "scheduled":
            return
        attempt = claims.claim(post.pk, now=timezone.now() + dt.timedelta(seconds=1))
        if attempt is not None:
            assert _somebody_is_still_there(post)
            outcomes.settle(attempt.pk, Posted(f"19900000000000{x_id:05}"))

    # --- What changes around them --------------------------------------------------------

    @rule(needed=st.integers(2, 3), alternative=st.booleans())
    def another_policy(self, needed: int, alternative: bool) -> None:
        if PolicyVersion.objects.count() < 4:
            lay_down(min_confirmations=needed, chief_alternative=alternative)

    @rule(who=N, where=N, role=st.sampled_from([Role.STAFF, Role.STAFF, Role.CHIEF]))
    def somebody_is_transferred(self, who: int, where: int, role: Role) -> None:
        person, section = self._person(who), self.sections[where % 3]
        today = timezone.localdate()
        if who % 2:
            for held in person.appointments.on(today).filter(since__lt=today):
                end_appointment(held, last_day=today - dt.timedelta(days=1), actor=SETUP)
        if not person.appointments.filter(section=section, role=role, until=None).exists():
            _appoint(person, section, role)

    @rule(who=N, where=N, by=N)
    def a_deputy_comes_or_goes(self, who: int, where: int, by: int) -> None:
        section, today = self.sections[where % 3], timezone.localdate()
        there = Deputy.objects.filter(section=section, until__gte=today).first()
        if there is not None:
            self._try(lambda: end_deputy(there, actor=self._person(by)))
            return
        deputy = Deputy(
            section=section,
            role=Role.CHIEF,
            user=self._person(who),
            since=today,
            until=today + dt.timedelta(days=2),
            reason="出張のため",
        )
        holder = Appointment.objects.on(today).filter(section=section, role=Role.CHIEF).first()
        actor = holder.user if holder and by < 80 else self._person(by)
        self._try(lambda: name_deputy(deputy, actor=actor))

    # --- What must be true after every step ----------------------------------------------

    @invariant()
    def whatever_goes_out_has_its_quorum(self) -> None:
        for post in Post.objects.filter(status__in=OUT):
            assert _why_not(post) == ""

    @invariant()
    def nobody_counts_twice_and_no_author_counts(self) -> None:
        for pk in getattr(self, "posts", ()):
            acted = list(Decision.objects.filter(post=pk).values_list("round", "actor", "revision"))
            assert len({(r, a) for r, a, _revision in acted}) == len(acted)
            for _round, actor, revision in acted:
                wrote = Revision.objects.filter(post=pk, pk__lte=revision, author=actor)
                assert not wrote.exists()
                assert Post.objects.get(pk=pk).drafter_id != actor

    @invariant()
    def every_deputy_owes_the_holder_an_inspection(self) -> None:
        stood_in = Decision.objects.exclude(on_behalf_of="").filter(verdict="decide")
        inspected = AfterReview.objects.filter(kind="inspect").values("decision")
        assert not stood_in.exclude(pk__in=inspected).exists()

    # --- How ------------------------------------------------------------------------------

    def _person(self, number: int) -> User:
        return self.people[number % len(self.people)]

    def _post(self, number: int) -> Post | None:
        if not self.posts:
            return None
        return Post.objects.with_people().get(pk=self.posts[number % len(self.posts)])

    def _press(
        self, post: Post, person: User, verb: str, seat: str = "", *, stale: bool = False
    ) -> bool:
        seen = "0" * 64 if stale else post.revision.digest
        before = Decision.objects.count()
        acted = self._try(lambda: _do(post, person, verb, seat, seen))
        if acted and Decision.objects.count() > before:
            decision = Decision.objects.latest("pk")
            assert not stale
            assert decision.actor == person
            assert decision.policy == PolicyVersion.objects.on(timezone.localdate())
            assert _held_the_seat(decision), f"{decision.actor} did not hold {decision.seat}"
        return acted

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether the act was done; a refused one has changed nothing."""
        before = (Event.objects.count(), Decision.objects.count(), Revision.objects.count())
        try:
            act()
        except REFUSALS:
            after = (Event.objects.count(), Decision.objects.count(), Revision.objects.count())
            assert after == before
            return False
        assert Event.objects.count() == before[0] + 1, "one act, one event"
        return True


def _do(post: Post, person: User, verb: str, seat: str, seen: str) -> None:
    pk, common = post.pk, {"actor": person, "seen": seen}
    if verb == "edit":
        old = post.revision.content()
        new = replace(old, texts=(f"{old.body}。",))
        actions.revise(pk, new, post.route(), **common)  # type: ignore[arg-type]
    elif verb == "withdraw":
        actions.withdraw(pk, reason="中止のため", **common)  # type: ignore[arg-type]
    elif verb == "recall":
        consent.recall(pk, **common)  # type: ignore[arg-type]
    elif verb == "submit":
        consent.submit(pk, declaration=cleared(post), **common)  # type: ignore[arg-type]
    elif verb == "confirm":
        answers = cleared(post)
        consent.confirm(pk, seat=seat, declaration=answers, **common)  # type: ignore[arg-type]
    elif verb in {"send_back", "reject", "hold"}:
        getattr(consent, verb)(pk, reason="日付の誤り", seat=seat, **common)
    else:
        getattr(consent, verb)(pk, seat=seat, **common)


def _appoint(person: User, section: Section, role: Role) -> None:
    appoint(
        Appointment(
            user=person,
            section=section,
            role=role,
            title="課長" if role == Role.CHIEF else "主事",
            since=timezone.localdate(),
            concurrent=True,
        ),
        actor=SETUP,
    )


def _why_not(post: Post) -> str:
    """What a post that goes out lacks, by the guideline and the raw rows; empty when nothing."""
    revision = post.revision
    rows = Decision.objects.filter(post=post, round=post.round, revision__digest=revision.digest)
    writers = {
        post.drafter_id,
        *Revision.objects.filter(post=post).values_list("author", flat=True),
    }
    valid = [d for d in rows.select_related("policy") if d.actor_id not in writers]
    checks = {d.actor_id for d in valid if (d.stage, d.verdict) == ("pr", "confirm")}
    decided = [d for d in valid if (d.stage, d.verdict) == ("pr", "decide")]
    passed = sorted((d for d in valid if d.stage == "pr"), key=lambda d: d.pk)
    if revision.digest != revision.expected_digest():
        return "the content changed"
    if not passed:
        return "nobody in the PR section has looked at it"
    policy = passed[-1].policy
    assert policy is not None
    answers = ConcurrenceAnswer.objects.filter(
        concurrence__post=post, revision=revision, round=post.round
    )
    waiting = Concurrence.objects.filter(post=post, withdrawn_at=None).exclude(answers__in=answers)
    if waiting.exists():
        return "a section asked to concur has not answered"
    objections = [a.said_at for a in answers if not a.agreed]
    if objections:
        decided = [d for d in decided if not d.on_behalf_of and d.decided_at > max(objections)]
    enough = len(checks) >= max(2, policy.min_confirmations)
    if (objections or revision.reply_to) and not decided:
        return "the PR chief has to decide"
    if not policy.chief_alternative and not (decided and enough):
        return "both are needed"
    if not decided and not enough:
        return "neither two checks nor a decision"
    own = post.section_id == post.channel.section_id
    if post.lane == "normal" and not own:
        chiefs = [d for d in valid if (d.stage, d.verdict) == ("chief", "decide")]
        if not chiefs:
            return "the requesting chief has not decided"
    return ""


def _held_the_seat(decision: Decision) -> bool:
    """Whether the raw rows say that this person could act in this position just now."""
    code, _colon, role = decision.seat.partition(":")
    today = timezone.localdate()
    in_force = Appointment.objects.filter(section__code=code, role=role, since__lte=today)
    in_force = in_force.exclude(until__lt=today)
    where = decision.post.section if decision.stage == "chief" else decision.post.channel.section
    wanted = {
        ("chief", "decide"): {"chief"},
        ("pr", "decide"): {"chief"},
        ("pr", "confirm"): {"staff"},
    }.get((decision.stage, decision.verdict), {"chief", "staff"})
    if code != where.code or role not in wanted:
        return False
    if not decision.on_behalf_of:
        return in_force.filter(user=decision.actor).exists()
    named = Deputy.objects.filter(
        section__code=code, role=role, user=decision.actor, since__lte=today, until__gte=today
    )
    away = in_force.exclude(user=decision.actor)
    return named.exists() and away.exists() and bool(decision.absence)


def _somebody_is_still_there(post: Post) -> bool:
    today = timezone.localdate()
    signed = Decision.objects.filter(post=post, round=post.round, stage="pr")
    if signed.exclude(on_behalf_of="").exists():
        return True
    return (
        Appointment.objects.filter(
            user__in=signed.values("actor"), section=post.channel.section, since__lte=today
        )
        .exclude(until__lt=today)
        .exists()
    )


def test_no_story_ends_in_a_post_without_its_quorum(cast: Cast) -> None:
    class Here(City):
        pass

    Here.cast = cast
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            # Every step goes to the database: making a story shorter would take minutes.
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
