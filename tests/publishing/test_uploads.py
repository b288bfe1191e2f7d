"""Images go up to X when the post is sent: a still one in one piece, a GIF in pieces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from django.utils import timezone

from posts.checks.submission import submission_findings
from posts.models import StoredImage
from posts.workflow import Status
from publishing import uploads
from publishing.gateway import CHUNK, Picture, Refused
from publishing.uploads import upload
from tests.cast import Cast
from tests.local_x import LocalX, answering, dropped_before_the_commit
from tests.publishing.pictures import animation, attachment
from tests.publishing.steps import sent
from tests.sight import history
from x_sandbox.calls import Call, Change, Reply, straight_through

GIF = Picture(b"-" * (2 * CHUNK + 1), "image/gif", "動く図")


def test_a_gif_goes_up_in_pieces_and_is_waited_for(cast: Cast, x: LocalX) -> None:
    moving = animation("雨雲が動くようす", frames=8, size=(500, 400))
    size = len(StoredImage.objects.get(pk=moving.sha256).content)
    assert size > CHUNK
    post = cast.scheduled(attachments=(moving,))
    sent(post)
    [public] = x.timeline()
    assert [(item.kind, item.alt_text) for item in public.media] == [
        ("animated_gif", "雨雲が動くようす")
    ]
    words = [line.split("/")[-1] for line in x.requests]
    assert words[0] == "initialize"
    assert words.count("append") == -(-size // CHUNK)
    assert words[-2:] == ["metadata", "tweets"]
    assert "GET /2/media/upload" in x.requests
    assert history(post)[-1] == "published"


def test_a_retry_uploads_everything_anew(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(attachments=(attachment("red", "赤い梨"),))

    def media_expired(call: Call, change: Change) -> Reply:
        return answering(503, {"title": "Service Unavailable"})(call, change)

    x.fault = media_expired
    attempt = sent(post)
    assert (post.status, attempt.retry_at is not None) == (Status.SCHEDULED, True)
    x.fault = straight_through
    assert attempt.retry_at is not None
    sent(post, later=attempt.retry_at - timezone.now())
    assert x.requests.count("POST /2/media/upload") == 2
    assert (post.status, len(x.timeline()[0].media)) == (Status.PUBLISHED, 1)
    assert history(post)[-1] == "published"


def test_a_dropped_creation_with_an_image_is_unknown(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_before_the_commit
    post = cast.scheduled(attachments=(attachment("red", "赤い梨"),))
    sent(post)
    assert (post.status, history(post)[-1]) == (Status.UNCERTAIN, "send_unknown")


def test_a_gif_stands_alone(cast: Cast) -> None:
    content = cast.draft(
        attachments=(animation("動く図"), attachment("red", "梨"))
    ).revision.content()
    post = cast.draft(attachments=(animation("動く図"),))
    now = timezone.now()
    told = [f.message for f in submission_findings(content, post.route(), now=now)]
    assert any("GIF" in message for message in told)
    assert submission_findings(post.revision.content(), post.route(), now=now) == []
    assert history(post) == ["drafted"]


def answered(*answers: tuple[int, str] | requests.RequestException) -> uploads.Send:
    """An X that gives these answers, one after the other."""
    waiting: Iterator[tuple[int, str] | requests.RequestException] = iter(answers)

    def send(_method: str, _url: str, **_what: object) -> uploads.Answer:
        given = next(waiting)
        if isinstance(given, requests.RequestException):
            return given
        response = requests.Response()
        response.status_code, text = given
        response._content = text.encode()
        return response

    return send


ID = (200, '{"data": {"id": "1880028106020515840"}}')
DONE = (200, "{}")
SLOW = (200, '{"data": {"processing_info": {"state": "in_progress", "check_after_secs": 0}}}')
BAD = (200, '{"data": {"processing_info": {"state": "failed", "error": {"message": "codec"}}}}')
ODD = (200, '{"data": {"processing_info": {"state": "pending", "check_after_secs": null}}}')


@pytest.mark.parametrize(
    ("answers", "retried"),
    [
        (((400, "{}"),), False),
        (((413, "<html>"),), False),
        (((503, ""),), True),
        ((requests.ReadTimeout(),), True),
        (((200, "<html>"),), True),
        (((200, '{"data": {"id": "3_188"}}'),), True),
        (((200, "[]"),), True),
        (
            (
                ID,
                (413, ""),
            ),
            False,
        ),
        ((ID, DONE, DONE, DONE, (500, "")), True),
        ((ID, DONE, DONE, DONE, BAD), False),
        ((ID, DONE, DONE, DONE, *[SLOW] * 11), True),
        ((ID, DONE, DONE, DONE, SLOW, (404, "")), False),
        ((ID, DONE, DONE, DONE, DONE, (503, "")), True),
    ],
)
def test_an_upload_that_fails_is_refused_and_says_whether_to_try_again(
    answers: tuple[tuple[int, str] | requests.RequestException, ...], *, retried: bool
) -> None:
    refused = upload(GIF, answered(*answers))
    assert isinstance(refused, Refused)
    assert refused.passes is retried


def test_processing_is_waited_for_as_long_as_x_says() -> None:
    answers = (ID, DONE, DONE, DONE, SLOW, ODD, SLOW, DONE, DONE)
    assert upload(GIF, answered(*answers)) == "1880028106020515840"
