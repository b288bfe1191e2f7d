"""Uploading images and videos, describing them and posting them."""

from __future__ import annotations

import base64
import struct
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import requests
import tweepy
from requests.auth import AuthBase

from tests.x_sandbox.clients import CITY, NEIGHBOUR, client_for, signer_for
from x_sandbox.server import Server
from x_sandbox.settings import Settings

HOUR = 3600


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" * (width + 1)) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


class Uploader:
    """The media endpoints, which tweepy does not know."""

    def __init__(self, base: str, auth: AuthBase) -> None:
        self.base = f"{base}/2/media"
        self.auth = auth

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(f"{self.base}/{path}", auth=self.auth, timeout=10, **options)

    def image(self, content: bytes, **form: str) -> requests.Response:
        files = {"media": ("picture.png", content, "image/png")}
        return self.post("upload", files=files, data={"media_category": "tweet_image", **form})

    def status(self, media_id: str) -> dict[str, Any]:
        answer = requests.get(
            f"{self.base}/upload",
            params={"command": "STATUS", "media_id": media_id},
            auth=self.auth,
            timeout=10,
        )
        return dict(answer.json()["data"])


@pytest.fixture
def uploader(server: Server, signer: AuthBase) -> Uploader:
    return Uploader(server.url, signer)


def test_an_image_with_alt_text_reaches_the_public_page(
    server: Server, x: tweepy.Client, uploader: Uploader
) -> None:
    picture = png(120, 80)
    uploaded = uploader.image(picture).json()["data"]
    assert uploaded["image"] == {"image_type": "image/png", "w": 120, "h": 80}
    assert uploaded["size"] == len(picture)
    assert uploaded["media_key"] == f"3_{uploaded['id']}"

    alt = {"alt_text": {"text": "避難所の地図 <1>"}}
    described = uploader.post("metadata", json={"id": uploaded["id"], "metadata": alt})
    assert described.json()["data"] == {"id": uploaded["id"], "associated_metadata": alt}
    post_id = x.create_tweet(text="地図です", media_ids=[uploaded["id"]]).data["id"]

    found = x.get_tweet(
        post_id,
        user_auth=True,
        expansions="attachments.media_keys",
        tweet_fields=["entities"],
        media_fields=["alt_text", "url"],
    )
    (link,) = found.data.entities["urls"]
    assert found.data.text == f"地図です {link['url']}"
    assert link["media_key"] == uploaded["media_key"]
    (item,) = found.includes["media"]
    assert item.alt_text == "避難所の地図 <1>"
    assert requests.get(item.url, timeout=10).content == picture
    page = requests.get(server.url, timeout=10).text
    assert f'<img src="/media/{uploaded["id"]}" alt="避難所の地図 &lt;1&gt;"' in page


def test_an_image_may_come_as_base64(x: tweepy.Client, uploader: Uploader) -> None:
    body = {
        "media": base64.b64encode(png(10, 10)).decode(),
        "media_category": "tweet_image",
        "media_type": "image/png",
    }

    uploaded = uploader.post("upload", json=body).json()["data"]

    assert x.create_tweet(media_ids=[uploaded["id"]]).data["text"].startswith("https://t.co/")


def test_a_video_must_be_processed_before_it_is_posted(
    launch: Callable[[Settings], Server],
) -> None:
    ahead = 0.0
    start = time.time()
    server = launch(Settings(clock=lambda: start + ahead))
    uploader, x = Uploader(server.url, signer_for(CITY)), client_for(server.url, CITY)
    begun = {"media_type": "video/mp4", "total_bytes": 6, "media_category": "tweet_video"}
    media_id = uploader.post("upload/initialize", json=begun).json()["data"]["id"]
    # Out of order on purpose: the index counts, not the arrival.
    for index, chunk in ((1, b"def"), (0, b"abc")):
        files = {"media": ("chunk", chunk)}
        path = f"upload/{media_id}/append"
        answer = uploader.post(path, files=files, data={"segment_index": str(index)})
        assert answer.json()["data"]["expires_at"] > start
    finished = uploader.post(f"upload/{media_id}/finalize").json()["data"]

    assert finished["processing_info"] == {"state": "pending", "check_after_secs": 1}
    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        x.create_tweet(text="まだ早い", media_ids=[media_id])
    ahead = 1.5
    assert uploader.status(media_id)["processing_info"]["state"] == "in_progress"
    ahead = 2.5
    assert uploader.status(media_id)["processing_info"]["state"] == "succeeded"
    assert x.create_tweet(text="動画です", media_ids=[media_id]).data["id"]
    assert requests.get(f"{server.url}/media/{media_id}", timeout=10).content == b"abcdef"


def test_an_incomplete_upload_cannot_be_finalized(uploader: Uploader) -> None:
    begun = {"media_type": "image/png", "total_bytes": 99, "media_category": "tweet_image"}
    media_id = uploader.post("upload/initialize", json=begun).json()["data"]["id"]

    assert uploader.post(f"upload/{media_id}/finalize").status_code == 400


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"not an image", {}),
        (b"\x89PNG\r\n\x1a\n", {}),
        (png(1, 1), {"media_category": "tweet_gif"}),
        (png(1, 1), {"media_category": "tweet_video"}),
        (png(1, 1), {"media_category": "dm_image"}),
        (png(1, 1), {"command": "INIT"}),
        (png(1, 1) + b"\0" * 5 * 1024 * 1024, {}),
    ],
)
def test_what_x_would_not_take_is_refused(
    uploader: Uploader, content: bytes, form: dict[str, str]
) -> None:
    assert uploader.image(content, **form).status_code == 400


def test_alt_text_has_at_most_1000_characters(uploader: Uploader) -> None:
    media_id = uploader.image(png(1, 1)).json()["data"]["id"]

    def describe(text: str) -> int:
        body = {"id": media_id, "metadata": {"alt_text": {"text": text}}}
        return uploader.post("metadata", json=body).status_code

    assert describe("あ" * 1000) == 200
    assert describe("あ" * 1001) == 400


def test_media_of_another_account_are_invalid(
    server: Server, x: tweepy.Client, uploader: Uploader
) -> None:
    theirs = Uploader(server.url, signer_for(NEIGHBOUR)).image(png(1, 1)).json()["data"]["id"]

    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        x.create_tweet(text="借り物", media_ids=[theirs])


def test_unknown_and_repeated_media_are_invalid(x: tweepy.Client, uploader: Uploader) -> None:
    ours = uploader.image(png(1, 1)).json()["data"]["id"]

    for media_ids in ([1], [ours, ours]):
        with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
            x.create_tweet(text="写真", media_ids=media_ids)


def test_media_expire(launch: Callable[[Settings], Server]) -> None:
    ahead = 0
    server = launch(
        Settings(
            clock=lambda: time.time() + ahead, signature_window=2 * HOUR, media_lifetime=HOUR / 2
        )
    )
    media_id = Uploader(server.url, signer_for(CITY)).image(png(1, 1)).json()["data"]["id"]

    ahead = HOUR

    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        client_for(server.url, CITY).create_tweet(text="期限切れ", media_ids=[media_id])


def test_uploads_are_private_until_posted(
    server: Server, x: tweepy.Client, uploader: Uploader
) -> None:
    media_id = uploader.image(png(1, 1)).json()["data"]["id"]
    url = f"{server.url}/media/{media_id}"

    assert requests.get(url, timeout=10).status_code == 404
    post_id = x.create_tweet(text="公開", media_ids=[media_id]).data["id"]
    assert requests.get(url, timeout=10).status_code == 200
    x.delete_tweet(post_id)
    assert requests.get(url, timeout=10).status_code == 404
