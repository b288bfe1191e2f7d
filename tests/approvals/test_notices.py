"""Who is told what: the people on the step now and those before, never everybody."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Deputy
from accounts.roles import Role
from approvals import actions, notifications
from approvals.models import Notice, NoticeKind, PostOffice
from audit.log import SYSTEM
from audit.models import Event
from posts.actions import open_channel, withdraw
from posts.models import Channel, Post
from publishing.actions import halt_all
from publishing.findings import raise_finding
from publishing.gateway import Outcome, Posted, Refused, Unknown
from publishing.models import Finding
from publishing.outcomes import settle
from tests.approvals.mailbox import addressed, receivers, round_trip, told_to
from tests.cast import SETUP, Cast, cleared, draft, hire
from tests.pages.stages import sent
from tests.publishing.steps import claimed
from tests.sight import signed_in


@pytest.fixture(autouse=True)
def _addresses(cast: Cast) -> None:
    addressed()
    round_trip()


def seen(post: Post) -> str:
    return Post.objects.with_people().get(pk=post.pk).revision.digest


def test_a_submitted_request_is_told_to_the_chief_alone(cast: Cast) -> None:
    post = cast.submitted()
    (letter,) = round_trip()
    assert letter.to == ["2001@city.example.jp"]
    assert letter.subject == (
        f"【白井市SNS】決裁をお願いします：試験放送のお知らせについて（{post.number}）"
    )
    assert "鈴木 一郎 様" in letter.body
    assert f"\nhttp://localhost/posts/{post.code}/\n" in letter.body
    assert "期限：令和" in letter.body


def test_the_mail_holds_no_word_of_the_post_and_nobody_elses_name(cast: Cast) -> None:
    cast.submitted("【訓練】市役所3階の田中まで")
    (letter,) = round_trip()
    said = letter.subject + str(letter.body)
    assert "市役所3階" not in said
    assert "佐藤" not in said
    assert "3001" not in said


def test_the_mail_is_japanese_whoever_rings_the_bell(cast: Cast) -> None:
    cast.submitted()
    with translation.override("en"):
        (letter,) = round_trip()
    assert letter.subject.startswith("【白井市SNS】決裁をお願いします")
    assert "Dear" not in letter.body


def test_a_decision_is_told_to_the_pr_section_and_the_drafter(cast: Cast) -> None:
    post = cast.submitted()
    round_trip()
    actions.decide(post.pk, actor=cast.suzuki, seen=seen(post))
    assert receivers(round_trip()) == ["1001", "1002", "1003", "1004", "3001"]
    assert told_to(cast.tanaka) == ["確認をお願いします"]
    assert told_to(cast.sato) == ["所属長が決裁し、確認に進みました"]
    assert told_to(cast.watanabe) == []


def test_a_check_that_does_not_suffice_is_told_to_nobody(cast: Cast) -> None:
    post = cast.in_review()
    round_trip()
    actions.confirm(post.pk, actor=cast.takahashi, seen=seen(post), declaration=cleared(post))
    assert round_trip() == []


@pytest.mark.parametrize(
    ("act", "words"),
    [("send_back", "差し戻されました"), ("reject", "却下されました"), ("hold", "保留になりました")],
)
def test_what_comes_back_is_told_to_those_of_the_steps_before(
    cast: Cast, act: str, words: str
) -> None:
    post = cast.in_review()
    actions.confirm(post.pk, actor=cast.takahashi, seen=seen(post), declaration=cleared(post))
    round_trip()
    getattr(actions, act)(post.pk, actor=cast.ito, seen=seen(post), reason="会場の確認")
    mails = round_trip()
    assert receivers(mails) == ["1002", "2001", "3001"]
    assert {letter.subject.partition("】")[2].partition("：")[0] for letter in mails} == {words}
    assert not any("会場の確認" in letter.body for letter in mails)


def test_whoever_acted_is_never_told_of_it(cast: Cast) -> None:
    post = cast.in_review()
    round_trip()
    withdraw(post.pk, actor=cast.suzuki, seen=seen(post), reason="日程の変更")
    assert receivers(round_trip()) == ["3001"]


@pytest.mark.parametrize(
    ("outcome", "to_pr", "to_drafter"),
    [
        (Posted("1990000000000000001"), [], "投稿しました"),
        (Refused("No"), ["投稿に失敗しました。対応をお願いします"], "投稿失敗"),
        (
            Unknown("?"),
            ["投稿の結果が不明です。確認をお願いします"],
            "承認され、投稿待ちになりました",
        ),
    ],
)
def test_what_became_of_the_sending_is_told(
    cast: Cast, outcome: Outcome, to_pr: list[str], to_drafter: str
) -> None:
    sent(cast, outcome)
    round_trip()
    assert told_to(cast.nakamura) == to_pr
    assert told_to(cast.sato)[-1] == to_drafter
    assert told_to(cast.watanabe) == []


def test_of_a_step_that_has_passed_already_nobody_is_told_any_more(cast: Cast) -> None:
    cast.scheduled()
    round_trip()
    assert not Notice.objects.filter(kind=NoticeKind.TASK).exists()
    assert told_to(cast.nakamura) == []


def test_an_author_who_also_sits_on_the_step_is_not_asked(cast: Cast) -> None:
    post = draft(cast.tanaka, cast.pr, cast.channel)
    actions.submit(post.pk, actor=cast.tanaka, seen=seen(post), declaration=cleared(post))
    assert receivers(round_trip()) == ["1001", "1002", "1004"]


def test_a_deputy_in_force_is_told_with_the_holder(cast: Cast) -> None:
    today = timezone.localdate()
    Deputy.objects.create(
        section=cast.crisis,
        role=Role.CHIEF,
        user=cast.sato,
        since=today,
        until=today,
        reason="出張",
    )
    other = hire("3002", "山本 直樹", cast.crisis, Role.STAFF, "主事")
    addressed(other)
    post = draft(other, cast.crisis, cast.channel)
    actions.submit(post.pk, actor=other, seen=seen(post), declaration=cleared(post))
    assert receivers(round_trip()) == ["2001", "3001"]


def test_an_act_that_was_rolled_back_is_told_to_nobody(cast: Cast) -> None:
    post = cast.submitted()
    round_trip()
    with transaction.atomic():
        actions.decide(post.pk, actor=cast.suzuki, seen=seen(post))
        transaction.set_rollback(True)
    assert round_trip() == []


def test_nothing_is_told_twice_however_often_the_bell_rings(cast: Cast) -> None:
    cast.submitted()
    for _ring in range(3):
        round_trip()
    PostOffice.objects.update(told_upto=0)
    notifications.tell(now=timezone.now())
    assert len(mail.outbox) == Notice.objects.count() == 1


def test_telling_and_mailing_leave_no_event_and_decide_nothing(cast: Cast) -> None:
    post = cast.submitted()
    before = Event.objects.count()
    (letter,) = round_trip()
    address = next(line for line in letter.body.splitlines() if str(post.code) in line)
    path = address.removeprefix("http://localhost")
    assert signed_in(cast.suzuki).get(path).status_code == 200
    assert signed_in(cast.watanabe).get(path).status_code == 404
    assert Event.objects.count() == before
    post.refresh_from_db()
    assert post.status == "chief_review"
    assert reverse("posts:case", args=[post.code]) == path


def test_an_urgent_request_tells_the_chief_who_was_left_out(cast: Cast) -> None:
    cast.submitted(lane="urgent", reason="本日中に知らせるため")
    notifications.tell_what_is_owed(now=timezone.now())
    notifications.tell_what_is_owed(now=timezone.now())
    assert "2001" in receivers(round_trip())
    assert told_to(cast.suzuki) == ["事後確認をお願いします"]
    with time_machine.travel(timezone.now() + dt.timedelta(days=9), tick=False):
        notifications.tell_what_is_owed(now=timezone.now())
        notifications.tell_what_is_owed(now=timezone.now())
    assert told_to(cast.suzuki)[1:] == ["事後確認をお願いします（期限を過ぎています）"]


def test_a_stop_by_the_system_is_told_once_to_those_who_run_the_account(cast: Cast) -> None:
    no_credits = Refused("HTTP 402: CreditsDepleted", halt=True)
    attempts = [claimed(cast.scheduled(f"お知らせ{n}")) for n in range(2)]
    round_trip()
    for attempt in attempts:
        settle(attempt.pk, no_credits)
    letters = [letter for letter in round_trip() if "止められ" in letter.subject]
    assert receivers(letters) == ["1001", "1002", "1003", "1004"]
    assert letters[0].subject == (
        "【白井市SNS】アカウントの投稿が止められました：白井市（@shiroi_city）"
    )
    assert "\nhttp://localhost/channels/shiroi/\n" in letters[0].body
    assert "アカウント：白井市 @shiroi_city" in letters[0].body
    assert round_trip() == []


def test_a_stop_of_all_accounts_is_told_once_to_each_but_whoever_stopped_them(
    cast: Cast,
) -> None:
    other = Channel(code="event", name="行事", handle="shiroi_event", section=cast.pr)
    open_channel(other, actor=SETUP)
    halt_all(actor=cast.takahashi, reason="乗っ取りの疑い")
    letters = round_trip()
    assert receivers(letters) == ["1001", "1003", "1004"]
    assert all("乗っ取り" not in letter.subject + str(letter.body) for letter in letters)


def test_what_was_found_on_the_account_is_told_to_those_who_run_it(cast: Cast) -> None:
    with transaction.atomic():
        raise_finding(
            cast.channel, Finding.Kind.FOREIGN, "1998765432109876543", actor=SYSTEM, text="うそ"
        )
    letters = round_trip()
    assert receivers(letters) == ["1001", "1002", "1003", "1004"]
    assert "うそ" not in str(letters[0].body)
    assert told_to(cast.ito) == ["このシステムの知らないものがXにあります。確かめてください"]
    assert told_to(cast.sato) == []
