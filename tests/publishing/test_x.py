"""The way out itself: one call is one request, whatever comes back (tweepy's defaults are not)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.utils import timezone

from posts.workflow import Status
from publishing import x as way_out
from publishing.gateway import CannotRead, Message, Picture, Posted, Refused, Unknown
from publishing.x import X
from tests.cast import KEYS, TEXT, Cast
from tests.local_x import LocalX
from tests.publishing.steps import sent
from tests.sight import history
from x_sandbox.calls import Call, Change, Reply

HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Set at the end, so that no thread of the local X outlives the test."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed_with_the_post_in_hand(x: LocalX, status: str) -> None:
    x.instead = (status, {"Location": f"{x.url}/2/tweets"}, "")
    assert isinstance(X(x.url, KEYS).publish(Message(TEXT)), Unknown)
    assert x.requests == ["POST /2/tweets"]


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("201 Created", HTML, "<html>Welcome</html>"),
        ("201 Created", JSON, ""),
        ("201 Created", JSON, "null"),
        ("503 Unavailable", JSON, "[]"),
        ("503 Unavailable", JSON, "null"),
        ("503 Unavailable", HTML, "<html>"),
        ("500 Error", JSON, '{"errors": "?"}'),
        ("520 Unknown", JSON, '{"errors": [null]}'),
    ],
)
def test_an_unreadable_answer_to_a_created_post_is_unknown(
    cast: Cast, x: LocalX, status: str, headers: dict[str, str], body: str
) -> None:
    post = cast.scheduled()
    x.instead = (status, headers, body)
    sent(post)
    assert (x.texts(), x.tries, post.status) == ([TEXT], 1, Status.UNCERTAIN)
    assert history(post)[-1] == "send_unknown"


@pytest.mark.parametrize("headers", [{}, {"x-rate-limit-reset": "1"}])
def test_a_full_window_is_asked_once(x: LocalX, headers: dict[str, str]) -> None:
    x.instead = ("429 Too Many Requests", {**JSON, **headers}, '{"title": "Too Many Requests"}')
    outcome = X(x.url, KEYS).publish(Message(TEXT))
    assert isinstance(outcome, Refused)
    assert x.requests == ["POST /2/tweets"]


def test_a_full_window_is_waited_for_in_the_database(cast: Cast, x: LocalX) -> None:
    opens = (timezone.now() + dt.timedelta(minutes=7)).replace(microsecond=0)
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(opens.timestamp()))}
    x.instead = ("429 Too Many Requests", {**JSON, **headers}, '{"title": "Too Many Requests"}')
    post = cast.scheduled()
    assert sent(post).retry_at == opens
    assert (post.status, history(post)[-1]) == (Status.SCHEDULED, "send_postponed")


def test_an_x_that_keeps_silent_is_not_waited_for_for_ever(
    cast: Cast, x: LocalX, monkeypatch: pytest.MonkeyPatch, released: threading.Event
) -> None:
    def silent(_call: Call, change: Change) -> Reply:
        reply = change()
        released.wait(30)
        return reply

    x.fault = silent
    monkeypatch.setattr(way_out, "READ_TIMEOUT", 0.3)
    post = cast.scheduled()
    sent(post)
    released.set()
    assert (x.texts(), x.tries, post.status) == ([TEXT], 1, Status.UNCERTAIN)
    assert history(post)[-1] == "send_unknown"


def test_no_proxy_of_the_environment_gets_to_see_it(
    x: LocalX, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(X(x.url, KEYS).publish(Message(TEXT)), Posted)


@pytest.mark.parametrize("refused", ["POST /2/media/upload/initialize", "POST /2/media/metadata"])
def test_images_that_fail_create_no_post(x: LocalX, refused: str) -> None:
    def fault(call: Call, change: Change) -> Reply:
        failing = f"{call.request.method} {call.request.path}" == refused
        return Reply(503, {"title": "Service Unavailable"}) if failing else change()

    x.fault = fault
    picture = Picture(PIXEL, "image/gif", "点")
    outcome = X(x.url, KEYS).publish(Message(TEXT, (picture,)))
    assert isinstance(outcome, Refused)
    assert outcome.again
    assert (x.texts(), x.tries) == ([], 0)


PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00"
    b"\x00\x02\x02D\x01\x00;"
)


@pytest.mark.parametrize(
    "body",
    ['{"data": [{"text": "no id"}]}', '{"data": [], "meta": null}', '{"data": 1}', "[]", "<html>"],
)
def test_a_timeline_that_is_not_as_documented_cannot_be_read(x: LocalX, body: str) -> None:
    x.instead = ("200 OK", JSON, body)
    with pytest.raises(CannotRead):
        X(x.url, KEYS).timeline(timezone.now())
