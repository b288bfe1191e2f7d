"""合議: other sections are asked, and every one of them answers every round."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy, User
from accounts.roles import Role
from approvals import actions
from approvals.models import Concurrence, ConcurrenceAnswer, unanswered
from posts import actions as documents
from posts.models import Post, Reader
from posts.workflow import IllegalTransition, NotPermitted
from tests.cast import Cast, cleared, hire
from tests.sight import Page, last_event, look, signed_in

REASON = "納期限の記載が本年度のものではありません。"


@dataclass(frozen=True)
class Tax:
    """課税課 with its chief, 小林."""

    cast: Cast
    chief: User

    def asked(self) -> Post:
        post = self.cast.in_review()
        return actions.ask_concurrence(post.pk, actor=self.cast.ito, section=self.cast.tax)

    def concur(self, post: Post, **facts: str) -> Post:
        return actions.concur(post.pk, actor=self.chief, seen=fresh(post), **facts)

    def object(self, post: Post) -> Post:
        return actions.object_to(post.pk, actor=self.chief, seen=fresh(post), words=REASON)


@pytest.fixture
def tax(cast: Cast) -> Tax:
    return Tax(cast, hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長"))


def fresh(post: Post) -> str:
    return Post.objects.with_people().get(pk=post.pk).revision.digest


def send(user: User, post: Post, verb: str, **typed: str) -> Page:
    address = reverse(f"approvals:{verb}", args=[post.code])
    data = {"seen": fresh(post), **typed}
    response = signed_in(user).post(address, data, follow=True)
    return Page(response.status_code, response.content.decode())


def test_the_asked_section_reads_the_case_and_answers(cast: Cast, tax: Tax) -> None:
    post = cast.in_review()
    assert look(tax.chief, post).code == 404
    page = send(cast.takahashi, post, "ask_concurrence", section="kazei", words="税の記載")
    assert (page.code, last_event(post).act) == (200, "concurrence_asked")
    assert last_event(post).reason == "税の記載"
    assert {"concur", "object"} <= look(tax.chief, post).verbs
    assert not {"concur", "object"} & look(cast.watanabe, post).verbs
    page = send(tax.chief, post, "concur", section="kazei", words="支障ありません。")
    event = last_event(post)
    assert (event.act, event.actor_name, event.actor_section) == ("concurred", "小林 誠", "課税課")
    assert event.digest == fresh(post)
    assert event.detail["section"] == "課税課"
    assert "支障ありません。" in look(cast.sato, post).html
    assert not {"concur", "object"} & page.verbs


def test_the_case_waits_for_the_answer_and_then_moves_on(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    actions.confirm(post.pk, actor=cast.takahashi, seen=fresh(post), declaration=cleared(post))
    actions.confirm(post.pk, actor=cast.tanaka, seen=fresh(post), declaration=cleared(post))
    post.refresh_from_db()
    assert post.status == "pr_review"
    assert look(cast.ito, post).steps == [
        "done",
        "done",
        "current",
        "done",
        "done",
        "current",
        "pending",
    ]
    post = tax.concur(post)
    assert post.status == "scheduled"
    assert post.due_at is not None
    assert last_event(post).detail["status"] == ["pr_review", "scheduled"]


def test_every_asked_section_has_to_answer(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    from accounts.actions import found_section  # noqa: PLC0415
    from accounts.models import Section  # noqa: PLC0415
    from tests.cast import SETUP  # noqa: PLC0415

    health = found_section(Section(code="kenko", name="健康課", order=9), actor=SETUP)
    nurse = hire("2020", "加藤 恵", health, Role.CHIEF, "課長")
    actions.ask_concurrence(post.pk, actor=cast.ito, section=health)
    actions.confirm(post.pk, actor=cast.takahashi, seen=fresh(post), declaration=cleared(post))
    actions.confirm(post.pk, actor=cast.tanaka, seen=fresh(post), declaration=cleared(post))
    assert tax.concur(post).status == "pr_review"
    assert actions.concur(post.pk, actor=nurse, seen=fresh(post)).status == "scheduled"


def test_an_objection_has_its_reason_and_is_left_to_the_chief(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    page = send(tax.chief, post, "object", section="kazei", words=" ")
    assert page.code == 422
    assert 'id="words-object_error"' in page.html
    assert not ConcurrenceAnswer.objects.exists()
    page = send(tax.chief, post, "object", section="kazei", words=REASON)
    assert page.code == 200
    assert (last_event(post).act, last_event(post).reason) == ("objected", REASON)
    assert REASON in look(cast.ito, post).html
    actions.confirm(post.pk, actor=cast.takahashi, seen=fresh(post), declaration=cleared(post))
    post = actions.confirm(post.pk, actor=cast.tanaka, seen=fresh(post), declaration=cleared(post))
    assert post.status == "pr_review"
    assert actions.decide(post.pk, actor=cast.ito, seen=fresh(post)).status == "scheduled"


def test_an_answer_is_about_one_revision_in_one_round(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    tax.concur(post)
    actions.send_back(post.pk, actor=cast.ito, seen=fresh(post), reason="会場の確認")
    post = Post.objects.with_people().get(pk=post.pk)
    content = post.revision.content()
    documents.revise(post.pk, content, post.route(), actor=cast.sato, seen=fresh(post))
    actions.submit(post.pk, actor=cast.sato, seen=fresh(post), declaration=cleared(post))
    actions.decide(post.pk, actor=cast.suzuki, seen=fresh(post))
    post = Post.objects.with_people().get(pk=post.pk)
    assert [asked.section for asked in unanswered(post)] == [cast.tax]
    assert {"concur", "object"} <= look(tax.chief, post).verbs
    with pytest.raises(Exception, match=post.number):
        actions.concur(post.pk, actor=tax.chief, seen="0" * 64)


def test_an_answer_is_given_once(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    tax.concur(post)
    assert send(tax.chief, post, "concur", section="kazei").code == 409
    assert send(tax.chief, post, "object", section="kazei", words=REASON).code == 409
    assert ConcurrenceAnswer.objects.count() == 1


def test_only_the_chief_answers_or_the_deputy(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    for person in (cast.watanabe, cast.ito, cast.sato):
        assert send(person, post, "concur", section="kazei").code == 403
    today = timezone.localdate()
    Deputy.objects.create(
        section=cast.tax,
        role=Role.CHIEF,
        user=cast.watanabe,
        since=today,
        until=today,
        reason="出張",
    )
    assert send(cast.watanabe, post, "concur", section="kazei").code == 200
    event = last_event(post)
    assert (event.actor_name, event.on_behalf_of) == ("渡辺 健太", "課税課 課長 小林 誠")


def test_nobody_answers_for_a_section_about_a_text_of_their_own(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    actions.send_back(post.pk, actor=cast.ito, seen=fresh(post), reason="会場の確認")
    from accounts.actions import appoint  # noqa: PLC0415
    from accounts.models import Appointment  # noqa: PLC0415
    from tests.cast import SETUP  # noqa: PLC0415

    appoint(
        Appointment(
            user=tax.chief,
            section=cast.crisis,
            role=Role.STAFF,
            title="主幹",
            since=timezone.localdate(),
            concurrent=True,
        ),
        actor=SETUP,
    )
    post = Post.objects.with_people().get(pk=post.pk)
    chief = User.objects.get(pk=tax.chief.pk)
    content = post.revision.content()
    documents.revise(post.pk, content, post.route(), actor=chief, seen=fresh(post))
    actions.submit(post.pk, actor=cast.sato, seen=fresh(post), declaration=cleared(post))
    assert not {"concur", "object"} & look(chief, post).verbs
    assert send(chief, post, "concur", section="kazei").code == 403


def test_the_asking_is_taken_back_with_a_reason_and_the_case_moves_on(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    actions.confirm(post.pk, actor=cast.takahashi, seen=fresh(post), declaration=cleared(post))
    actions.confirm(post.pk, actor=cast.tanaka, seen=fresh(post), declaration=cleared(post))
    page = send(cast.ito, post, "withdraw_asking", section="kazei", words="")
    assert page.code == 422
    page = send(cast.ito, post, "withdraw_asking", section="kazei", words="所管ではないため")
    assert page.status == "scheduled"
    event = last_event(post)
    assert (event.act, event.reason) == ("concurrence_withdrawn", "所管ではないため")
    assert look(tax.chief, post).code == 404
    assert not Reader.objects.filter(post=post).exists()


def test_an_objection_stays_when_the_section_is_no_longer_asked(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    tax.object(post)
    actions.withdraw_asking(post.pk, actor=cast.ito, section="kazei", words="調整済みのため")
    actions.confirm(post.pk, actor=cast.takahashi, seen=fresh(post), declaration=cleared(post))
    assert (
        actions.confirm(
            post.pk, actor=cast.tanaka, seen=fresh(post), declaration=cleared(post)
        ).status
        == "pr_review"
    )
    assert REASON in look(cast.ito, post).html


@pytest.mark.parametrize("section", ["kikikanri", "miryoku", "nowhere", ""])
def test_a_section_that_decides_anyway_or_does_not_exist_cannot_be_asked(
    cast: Cast, section: str
) -> None:
    post = cast.in_review()
    page = send(cast.ito, post, "ask_concurrence", section=section, words="税の記載")
    assert page.code == 422
    assert 'id="section-ask_error"' in page.html
    assert "税の記載" in page.html
    assert not Concurrence.objects.exists()
    with pytest.raises(NotPermitted):
        actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.crisis)


def test_a_section_is_asked_once(cast: Cast, tax: Tax) -> None:
    post = tax.asked()
    assert send(cast.ito, post, "ask_concurrence", section="kazei").code == 422
    with pytest.raises(IllegalTransition):
        actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)


def test_the_requesting_section_asks_while_it_has_the_case_and_nobody_later(
    cast: Cast, tax: Tax
) -> None:
    for post in (cast.draft(), cast.submitted()):
        assert send(cast.sato, post, "ask_concurrence", section="kazei").code == 200
        assert send(cast.takahashi, post, "ask_concurrence", section="kazei").code == 403
    assert send(cast.sato, cast.in_review(), "ask_concurrence", section="kazei").code == 403
    assert send(cast.ito, cast.scheduled(), "ask_concurrence", section="kazei").code == 409


def test_a_draft_is_not_answered_yet(cast: Cast, tax: Tax) -> None:
    post = cast.draft()
    actions.ask_concurrence(post.pk, actor=cast.sato, section=cast.tax)
    assert not {"concur", "object"} & look(tax.chief, post).verbs
    assert send(tax.chief, post, "concur", section="kazei").code == 409
