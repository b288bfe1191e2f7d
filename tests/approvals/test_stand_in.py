"""代決: a deputy decides for whoever is away; the stamp says so and a 後閲 is owed."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from accounts.actions import end_deputy
from accounts.business_days import add_business_days
from accounts.models import User
from accounts.roles import Role
from approvals.actions import confirm, decide, reject, send_back
from approvals.models import AfterReview, Decision
from posts.models import Post
from posts.workflow import NotPermitted, Status
from shirai_sns.inbox import Inbox
from tests.cast import SETUP, Cast, cleared, draft, hire, stand_in
from tests.sight import last_event, look, press, signed

AWAY = "県庁へ出張のため"


@pytest.fixture
def ogawa(cast: Cast) -> User:
    """The deputy of 危機管理課's chief, who works in that section."""
    ogawa = hire("3002", "小川 直樹", cast.crisis, Role.STAFF, "課長補佐")
    stand_in(ogawa, cast.crisis, by=cast.suzuki)
    return ogawa


def test_a_deputy_decides_in_the_name_of_whoever_is_away(cast: Cast, ogawa: User) -> None:
    post = cast.submitted()
    assert post in Inbox(ogawa).todo()
    page = press(ogawa, post, "approvals:decide")
    assert page.status == "pr_review"
    event = last_event(post)
    assert signed(event) == ("decided", "小川 直樹", "課長補佐", "危機管理課")
    assert event.on_behalf_of == "危機管理課 課長 鈴木 一郎"
    assert (event.detail["seat"], event.detail["absence"]) == ("kikikanri:chief", AWAY)
    decision = Decision.objects.get(post=post)
    assert (decision.seat, decision.on_behalf_of, decision.absence) == (
        "kikikanri:chief",
        "危機管理課 課長 鈴木 一郎",
        AWAY,
    )


def test_the_stamp_says_so_and_the_route_awaits_the_inspection(cast: Cast, ogawa: User) -> None:
    post = cast.submitted()
    assert "危機管理課 課長 鈴木 一郎の代決" in look(ogawa, post).html
    press(ogawa, post, "approvals:decide")
    page = look(cast.sato, post)
    assert page.steps == ["done", "done", "pending", "current", "pending"]
    assert re.search(r'class="stamp__mark"[^>]*>代<', page.html)
    assert "後閲待ち" in page.html
    owed = AfterReview.objects.get(post=post)
    assert owed.due_on == add_business_days(timezone.localdate(), 1)
    assert (owed.kind, owed.reason, owed.section, owed.role) == (
        "inspect",
        AWAY,
        cast.crisis,
        "chief",
    )


def test_the_holder_inspects_and_the_stamp_has_a_double_ring(cast: Cast, ogawa: User) -> None:
    post = cast.submitted()
    decide(post.pk, actor=ogawa, seen=post.revision.digest)
    assert post in Inbox(cast.suzuki).todo()
    assert "inspect" in look(cast.suzuki, post).verbs
    for person in (ogawa, cast.sato, cast.ito):
        assert "inspect" not in look(person, post).verbs
        assert press(person, post, "approvals:inspect").code == 403
    page = press(cast.suzuki, post, "approvals:inspect", opinion="了知した")
    assert page.steps[2] == "done"
    assert re.search(r'<circle class="stamp__line"[^>]*r="26.5"', page.html)
    event = last_event(post)
    assert signed(event) == ("inspected", "鈴木 一郎", "課長", "危機管理課")
    assert event.reason == "了知した"
    assert post not in Inbox(cast.suzuki).todo()
    assert press(cast.suzuki, post, "approvals:inspect").code == 409


def test_only_what_settles_a_case_is_inspected(cast: Cast, ogawa: User) -> None:
    returned, rejected = cast.submitted(), cast.submitted()
    send_back(returned.pk, actor=ogawa, seen=returned.revision.digest, reason="曜日の誤り")
    reject(rejected.pk, actor=ogawa, seen=rejected.revision.digest, reason="発信しません")
    assert list(AfterReview.objects.values_list("post", flat=True)) == [rejected.pk]


def test_a_deputy_is_still_the_same_person(cast: Cast) -> None:
    """Decided for the requesting chief: so no check in the PR section in the same round."""
    stand_in(cast.takahashi, cast.crisis, by=cast.suzuki)
    post = cast.submitted()
    post = decide(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))


def test_a_deputy_does_not_decide_on_the_own_text_nor_on_the_holders(
    cast: Cast, ogawa: User
) -> None:
    own = draft(ogawa, cast.crisis, cast.channel)
    holders = draft(cast.suzuki, cast.crisis, cast.channel)
    for post in (own, holders):
        press(cast.suzuki, post, "approvals:submit")
        with pytest.raises(NotPermitted):
            decide(post.pk, actor=ogawa, seen=post.revision.digest)
        assert "decide" not in look(ogawa, post).verbs


def test_the_pr_chiefs_deputy_decides_but_does_not_check(cast: Cast) -> None:
    stand_in(cast.watanabe, cast.pr, by=cast.ito)
    post = cast.in_review()
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.watanabe, seen=post.revision.digest, declaration=cleared(post))
    post = decide(post.pk, actor=cast.watanabe, seen=post.revision.digest)
    assert post.status == Status.SCHEDULED


def test_after_the_end_the_page_is_gone(cast: Cast) -> None:
    deputy = stand_in(cast.watanabe, cast.crisis, by=cast.suzuki)
    post = cast.submitted()
    assert look(cast.watanabe, post).code == 200
    end_deputy(deputy, actor=cast.suzuki)
    assert press(cast.watanabe, post, "approvals:decide").code == 404
    with pytest.raises(NotPermitted):
        decide(post.pk, actor=cast.watanabe, seen=post.revision.digest)
    assert Post.objects.get(pk=post.pk).status == Status.CHIEF_REVIEW


def test_a_deputy_does_not_edit_or_withdraw_for_the_section(cast: Cast) -> None:
    stand_in(cast.watanabe, cast.crisis, by=cast.suzuki)
    post = cast.submitted()
    for verb in ("approvals:recall", "posts:withdraw"):
        assert press(cast.watanabe, post, verb, reason="中止").code == 403
    assert SETUP.name not in last_event(post).actor_name
