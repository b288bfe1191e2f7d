"""What may go wrong with an image between its upload and its post."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import tweepy

from tests.x_sandbox.clients import CITY, client_for, signer_for
from tests.x_sandbox.control import switch_on
from tests.x_sandbox.test_uploads import Uploader, png
from x_sandbox.server import Server
from x_sandbox.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.later = 0.0

    def __call__(self) -> float:
        return time.time() + self.later


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(launch: Callable[[Settings], Server], clock: Clock) -> Server:
    return launch(Settings(clock=clock))


@pytest.fixture
def uploader(server: Server) -> Uploader:
    return Uploader(server.url, signer_for(CITY))


def post(server: Server, media_id: str) -> None:
    client_for(server.url, CITY).create_tweet(text="地図です", media_ids=[media_id])


def test_an_upload_may_be_refused(server: Server, uploader: Uploader) -> None:
    switch_on(server, fault="upload-refused")

    refused = uploader.image(png(12, 8))

    assert refused.status_code == 400
    assert refused.json()["type"].endswith("/invalid-request")


def test_an_uploaded_image_may_have_expired(server: Server, uploader: Uploader) -> None:
    switch_on(server, fault="media-expired")
    media_id = uploader.image(png(12, 8)).json()["data"]["id"]

    with pytest.raises(tweepy.BadRequest) as refusal:
        post(server, media_id)

    assert refusal.value.api_messages == ["Your media IDs are invalid."]


def test_processing_may_take_its_time(server: Server, uploader: Uploader, clock: Clock) -> None:
    switch_on(server, fault="processing-slow", seconds=30)

    uploaded = uploader.image(png(12, 8)).json()["data"]
    media_id = uploaded["id"]

    assert uploaded["processing_info"] == {"state": "pending", "check_after_secs": 1}
    with pytest.raises(tweepy.BadRequest):
        post(server, media_id)
    clock.later = 29.5
    assert uploader.status(media_id)["processing_info"]["state"] == "in_progress"
    clock.later = 31
    assert "processing_info" not in uploader.status(media_id)
    post(server, media_id)


def test_processing_may_fail(server: Server, uploader: Uploader, clock: Clock) -> None:
    switch_on(server, fault="processing-failed")

    uploaded = uploader.image(png(12, 8)).json()["data"]

    assert uploaded["processing_info"]["state"] == "pending"
    clock.later = 3
    told = uploader.status(uploaded["id"])["processing_info"]
    assert (told["state"], told["error"]["name"]) == ("failed", "InvalidMedia")
    with pytest.raises(tweepy.BadRequest):
        post(server, uploaded["id"])
