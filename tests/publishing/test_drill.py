"""訓練: a channel in drill mode only ever talks to the local X."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from audit.models import Event
from posts.actions import open_channel
from posts.models import Channel
from posts.workflow import Status
from publishing import actions, reconciliation
from publishing.actions import set_mode
from publishing.removal import remove
from publishing.x import x_for
from tests.cast import SETUP, TEXT, Cast
from tests.local_x import LocalX, dropped_after_the_commit, local_x
from tests.publishing.pictures import attachment
from tests.publishing.steps import page, sent
from tests.sight import history


@pytest.fixture
def elsewhere(settings: Settings, x: LocalX) -> Iterator[LocalX]:
    """Stands for X itself; the other one is the drill's."""
    with local_x(settings) as public:
        settings.X_SANDBOX_URL = x.url
        yield public


def test_a_new_channel_starts_as_a_drill(cast: Cast) -> None:
    fresh = open_channel(
        Channel(code="bosai", name="防災", handle="shiroi_bosai", section=cast.pr), actor=SETUP
    )
    fresh.refresh_from_db()
    assert fresh.mode == Channel.Mode.DRILL
    assert Event.objects.latest("seq").act == "channel_opened"


def test_a_drill_stays_on_the_local_x(cast: Cast, x: LocalX, elsewhere: LocalX) -> None:
    set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    post = cast.scheduled(attachments=(attachment("red", "赤"),))
    attempt = sent(post)
    assert (x.texts(), elsewhere.requests) == ([TEXT], [])
    assert f"{x.url}/shiroi_city/status/{attempt.x_id}" in page(cast.sato, post)
    actions.order_removal(post.pk, actor=cast.ito, seen=post.revision.digest, reason="訓練終了")
    remove(post.pk, now=timezone.now(), connect=x_for)
    assert (x.texts(), elsewhere.requests) == ([], [])
    assert history(post)[-3:] == ["published", "removal_ordered", "removed"]


def test_a_drill_looks_for_its_posts_on_the_local_x(
    cast: Cast, x: LocalX, elsewhere: LocalX
) -> None:
    set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled())
    assert attempt.next_look_at is not None
    reconciliation.look([attempt.pk], now=attempt.next_look_at, connect=x_for)
    assert history(attempt.post)[-1] == "reconciled"
    assert elsewhere.requests == []


def test_a_live_channel_leaves_the_local_x_alone(cast: Cast, x: LocalX, elsewhere: LocalX) -> None:
    post = cast.scheduled()
    sent(post)
    assert (x.requests, elsewhere.texts()) == ([], [TEXT])
    assert (post.status, history(post)[-1]) == (Status.PUBLISHED, "published")


def test_a_drill_whose_local_x_is_down_does_not_go_elsewhere(
    cast: Cast, settings: Settings, elsewhere: LocalX
) -> None:
    settings.X_SANDBOX_URL = "http://127.0.0.1:9"
    set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    post = cast.scheduled()
    sent(post)
    assert (elsewhere.requests, post.status) == ([], Status.SCHEDULED)
    assert history(post)[-1] == "send_postponed"


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com",
        "https://api.x.com",
        "https://api.x.com:443/",
        "https://API.X.COM",
        "http://api.twitter.com",
        "https://twitter.com",
        "https://upload.twitter.com",
        "https://t.co",
        "https://user@api.x.com",
    ],
)
def test_a_drill_that_would_reach_x_does_not_start(settings: Settings, address: str) -> None:
    settings.X_SANDBOX_URL = address
    assert "shirai.E001" in [message.id for message in run_checks()]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8001", "http://x-sandbox:8080", "https://x.com.example.jp"]
)
def test_a_drill_on_another_host_starts(settings: Settings, address: str) -> None:
    settings.X_SANDBOX_URL = address
    assert "shirai.E001" not in [message.id for message in run_checks()]


def test_the_command_switches_the_mode_and_the_trail_says_so(cast: Cast) -> None:
    call_command("set_mode", "shiroi", "drill")
    cast.channel.refresh_from_db()
    assert cast.channel.mode == Channel.Mode.DRILL
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("mode_changed", "運用担当（コマンド）")
    assert event.detail == {"mode": ["live", "drill"]}
