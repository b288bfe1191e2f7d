"""How a person is told: at once, once a day together, or not at all."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail
from django.urls import reverse

from accounts.models import User
from approvals import actions, notifications
from approvals.models import NoticeChoice, NoticeKind
from audit.models import Event
from tests.approvals.mailbox import addressed, receivers, round_trip
from tests.cast import Cast
from tests.sight import Page, signed_in

JAPAN = ZoneInfo("Asia/Tokyo")
FRIDAY = dt.datetime(2037, 11, 27, 16, 0, tzinfo=JAPAN)
MONDAY = dt.datetime(2037, 11, 30, 8, 30, tzinfo=JAPAN)
AT_ONCE = dict.fromkeys(NoticeKind.values, "at_once")


def choose(user: User, **choices: str) -> Page:
    response = signed_in(user).post(reverse("notices:choose"), AT_ONCE | choices, follow=True)
    return Page(response.status_code, response.content.decode())


def test_a_choice_is_saved_for_oneself_alone_and_in_the_trail(cast: Cast) -> None:
    page = choose(cast.sato, progress="off", task="digest")
    assert page.code == 200
    assert "設定を保存しました。" in page.html
    assert set(NoticeChoice.objects.values_list("person", "kind", "delivery")) == {
        (cast.sato.pk, "progress", "off"),
        (cast.sato.pk, "task", "digest"),
    }
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("notices_chosen", "佐藤 花子")
    assert event.detail == {"choices": {"progress": "off", "task": "digest"}}
    html = signed_in(cast.sato).get(reverse("notices:page")).content.decode()
    assert html.count("checked") == len(NoticeKind)
    before = Event.objects.count()
    choose(cast.sato, progress="off", task="digest")
    assert Event.objects.count() == before


def test_what_has_to_be_done_cannot_be_switched_off(cast: Cast) -> None:
    for kind in ("task", "afterwards"):
        page = choose(cast.suzuki, **{kind: "off"})
        assert page.code == 422
        assert f'id="id_{kind}_error"' in page.html
    assert choose(cast.suzuki, task="sometimes").code == 422
    assert choose(cast.suzuki, task="").code == 200
    assert not NoticeChoice.objects.exists()


def test_a_kind_that_is_off_is_not_told(cast: Cast) -> None:
    addressed()
    choose(cast.sato, progress="off")
    post = cast.in_review()
    assert receivers(round_trip()) == ["1001", "1002", "1003", "1004"]
    actions.reject(post.pk, actor=cast.ito, seen=post.revision.digest, reason="重複")
    assert "3001" in receivers(round_trip())


def test_a_digest_comes_on_the_next_business_day_in_one_mail(cast: Cast) -> None:
    addressed()
    choose(cast.suzuki, task="digest")
    with time_machine.travel(FRIDAY, tick=False):
        posts = [cast.submitted() for _number in range(2)]
        assert round_trip(FRIDAY) == []
    minute = dt.timedelta(minutes=1)
    assert round_trip(MONDAY - minute) == []
    (letter,) = round_trip(MONDAY)
    assert letter.to == ["2001@city.example.jp"]
    assert letter.subject == "【白井市SNS】お知らせが2件あります"
    assert all(post.number in letter.body for post in posts)
    assert round_trip(MONDAY + minute) == []


def test_a_digest_leaves_out_what_was_done_meanwhile(cast: Cast) -> None:
    addressed()
    choose(cast.suzuki, task="digest")
    with time_machine.travel(FRIDAY, tick=False):
        left, done = cast.submitted(), cast.submitted()
        round_trip(FRIDAY)
        actions.reject(done.pk, actor=cast.suzuki, seen=done.revision.digest, reason="重複")
    notifications.tell(now=MONDAY)
    notifications.send(now=MONDAY)
    (letter,) = [each for each in mail.outbox if each.to == ["2001@city.example.jp"]]
    assert left.number in letter.subject
    assert done.number not in letter.body


def test_whoever_has_no_address_is_told_so_on_the_page(cast: Cast) -> None:
    html = signed_in(cast.sato).get(reverse("notices:page")).content.decode()
    assert "メールアドレスが登録されていない" in html
    addressed(cast.sato)
    html = signed_in(cast.sato).get(reverse("notices:page")).content.decode()
    assert "3001@city.example.jp" in html
