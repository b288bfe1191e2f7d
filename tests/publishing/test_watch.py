"""The own account is watched: what did not come from here is raised once, to people."""

from __future__ import annotations

import datetime as dt

import pytest
import requests
from django.utils import timezone

from audit.models import Event
from posts.models import Channel
from posts.workflow import IllegalTransition, NotPermitted
from publishing import actions
from publishing.models import Credential, Finding
from publishing.watch import SETTLING, watch, watched
from publishing.x import X, x_for
from tests.cast import KEYS, SETUP, Cast
from tests.local_x import LocalX, answering, dropped_after_the_commit
from tests.publishing.steps import sent
from tests.sight import history, signed, signed_in
from x_sandbox.calls import straight_through

LATER = SETTLING + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _keys_of_yesterday(cast: Cast) -> None:
    Credential.objects.update(created_at=timezone.now() - dt.timedelta(days=2))


def looked(cast: Cast, *, later: dt.timedelta = LATER) -> list[Finding]:
    return watch(cast.channel.pk, now=timezone.now() + later, connect=x_for)


def posted_by_somebody(x: LocalX, text: str) -> str:
    answer = X(x.url, KEYS).client.create_tweet(text=text)
    assert isinstance(answer, requests.Response)
    return str(answer.json()["data"]["id"])


def test_a_post_that_did_not_come_from_here_is_raised_once(cast: Cast, x: LocalX) -> None:
    sent(cast.scheduled())
    given = posted_by_somebody(x, "暗号資産を配ります")
    assert looked(cast, later=dt.timedelta()) == []
    [finding] = looked(cast)
    assert (finding.kind, finding.x_id, finding.text) == ("foreign", given, "暗号資産を配ります")
    assert looked(cast) == []
    event = Event.objects.latest("seq")
    assert (event.act, event.subject_kind, event.detail["x_id"]) == ("surfaced", "channel", given)
    home = signed_in(cast.takahashi).get("/").content.decode()
    assert "当システムを通さない投稿" in home
    assert "当システムを通さない投稿" not in signed_in(cast.sato).get("/").content.decode()


def test_a_repost_is_called_one(cast: Cast, x: LocalX) -> None:
    posted_by_somebody(x, "RT @somebody: おとく")
    [finding] = looked(cast)
    assert finding.kind == "repost"
    assert Event.objects.latest("seq").detail["kind"] == "repost"


def test_a_post_of_ours_that_is_gone_is_raised(cast: Cast, x: LocalX) -> None:
    kept, lost = sent(cast.scheduled("のこる")), sent(cast.scheduled("きえる"))
    x_for(cast.channel).client.delete_tweet(lost.x_id)
    [finding] = looked(cast)
    assert (finding.kind, finding.x_id, finding.post) == ("gone", lost.x_id, lost.post)
    assert history(lost.post)[-1] == "surfaced"
    assert history(kept.post)[-1] == "published"
    assert looked(cast) == []


def test_a_post_whose_outcome_is_unclear_is_not_called_foreign(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled())
    x.fault = straight_through
    assert looked(cast) == []
    assert history(attempt.post)[-1] == "send_unknown"


def test_a_timeline_that_cannot_be_read_raises_nothing(cast: Cast, x: LocalX) -> None:
    attempt = sent(cast.scheduled())
    x.fault = answering(503, {"title": "Service Unavailable"}, "GET")
    assert looked(cast) == []
    assert history(attempt.post)[-1] == "published"


def test_only_channels_that_may_read_are_watched(cast: Cast) -> None:
    assert watched() == [cast.channel.pk]
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    assert watched() == []
    actions.set_mode(cast.channel, Channel.Mode.LIVE, actor=SETUP)
    actions.set_reading(cast.channel, may_read=False, actor=SETUP)
    assert watched() == []
    assert Event.objects.latest("seq").detail == {"may_read": [True, False]}


def test_a_person_deals_with_it_and_says_how(cast: Cast, x: LocalX) -> None:
    posted_by_somebody(x, "暗号資産を配ります")
    [finding] = looked(cast)
    address = f"/channels/shiroi/findings/{finding.pk}/acknowledge"
    empty = signed_in(cast.takahashi).post(address, {"note": " "})
    assert (empty.status_code, Finding.objects.open().count()) == (422, 1)
    done = signed_in(cast.takahashi).post(address, {"note": "削除し、鍵を替えた"}, follow=True)
    assert "削除し、鍵を替えた" in done.content.decode()
    assert signed(Event.objects.latest("seq"))[:2] == ("finding_closed", "高橋 健一")
    with pytest.raises(IllegalTransition):
        actions.acknowledge(finding.pk, actor=cast.ito, note="もう一度")
    with pytest.raises(NotPermitted):
        actions.acknowledge(finding.pk, actor=cast.sato, note="勝手に")
    assert Event.objects.filter(act="finding_closed").count() == 1
