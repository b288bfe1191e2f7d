"""The page of an account, for the people who run it."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from django.urls import reverse

from audit.models import Event
from posts.models import Channel
from publishing import actions
from tests.cast import KEYS, SETUP, Cast
from tests.pages.visits import html, queries, visitor
from tests.sight import signed

PAGE = "/channels/shiroi/"


def test_it_shows_the_keys_by_their_last_four_characters_only(cast: Cast) -> None:
    page = html(visitor(cast.ito).get(PAGE))
    assert "…oken" in page
    assert not any(secret in page for secret in astuple(KEYS))
    assert Event.objects.filter(act="credential_set").count() == 1


def test_the_account_manager_changes_the_mode_with_a_reason(cast: Cast) -> None:
    address = reverse("channels:mode", args=["shiroi"])
    chosen = {"mode": "manual", "reason": "契約の更新まで"}
    page = visitor(cast.ito).post(address, chosen, follow=True)
    assert page.status_code == 200
    assert Channel.objects.get().mode == "manual"
    event = Event.objects.latest("seq")
    assert signed(event) == ("mode_changed", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert (event.reason, event.detail) == ("契約の更新まで", {"mode": ["live", "manual"]})


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("mode", {"mode": "manual", "reason": ""}),
        ("mode", {"mode": "loud", "reason": "理由"}),
        ("mode", {}),
        ("reading", {"may_read": "perhaps", "reason": "理由"}),
        ("reading", {"may_read": "no"}),
    ],
)
def test_an_incomplete_change_is_asked_for_again(
    cast: Cast, verb: str, typed: dict[str, str]
) -> None:
    before = Event.objects.count()
    page = visitor(cast.ito).post(reverse(f"channels:{verb}", args=["shiroi"]), typed)
    assert page.status_code == 422
    assert "field__error" in html(page)
    assert typed.get("reason", "") in html(page)
    assert Event.objects.count() == before


def test_the_account_manager_switches_reading_off(cast: Cast) -> None:
    address = reverse("channels:reading", args=["shiroi"])
    visitor(cast.ito).post(address, {"may_read": "no", "reason": "契約の確認中"})
    assert Channel.objects.get().may_read is False
    event = Event.objects.latest("seq")
    assert (event.act, event.reason) == ("reading_changed", "契約の確認中")


def test_it_tells_the_history_of_its_stops(cast: Cast) -> None:
    actions.halt(cast.channel, actor=cast.takahashi, reason="誤投稿の確認")
    actions.resume(cast.channel, actor=cast.tanaka)
    page = html(visitor(cast.ito).get(PAGE))
    assert "誤投稿の確認" in page
    assert "田中 陽子" in page


def test_one_click_stops_every_account_and_every_page_says_so(cast: Cast) -> None:
    visitor(cast.takahashi).post(reverse("channels:halt_all"), {"reason": "乗っ取りの疑い"})
    event = Event.objects.latest("seq")
    assert (event.act, event.subject_code, event.actor_name) == ("halted", "*", "高橋 健一")
    for address in ("/", "/posts/new", PAGE, "/trail/", "/channels/"):
        assert "乗っ取りの疑い" in html(visitor(cast.ito).get(address)), address
    assert "乗っ取りの疑い" in html(visitor(cast.sato).get("/posts/new"))
    visitor(cast.ito).post(reverse("channels:resume_all"))
    assert Event.objects.latest("seq").act == "resumed"
    assert "乗っ取りの疑い" not in html(visitor(cast.sato).get("/"))


def test_a_stop_of_everything_needs_its_reason(cast: Cast) -> None:
    before = Event.objects.count()
    page = visitor(cast.ito).post(reverse("channels:halt_all"), {"reason": ""}, follow=True)
    assert 'data-kind="error"' in html(page)
    assert Event.objects.count() == before


def test_its_queries_do_not_grow_with_its_history(cast: Cast) -> None:
    few = queries(visitor(cast.ito), PAGE)
    for number in range(5):
        actions.halt(cast.channel, actor=cast.ito, reason=f"理由{number}")
        actions.resume(cast.channel, actor=cast.ito)
        actions.set_mode(cast.channel, Channel.Mode.LIVE, actor=SETUP)
    assert queries(visitor(cast.ito), PAGE) == few
