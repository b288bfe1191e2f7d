"""Uploading images by the v2 media endpoints, which tweepy does not know.

A still image goes up in one piece; what X has to process (a GIF) in pieces of a megabyte, and
then it is asked until X has done so. Nothing here creates a post, so whatever goes wrong is
refused and may be tried again; the next try uploads everything anew, since X's ids expire.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.answers import read_refusal
from publishing.gateway import CHUNK, LONGEST_PROCESSING, MOST_ASKED, Picture, Refused

UPLOAD = "https://api.x.com/2/media/upload"
METADATA = "https://api.x.com/2/media/metadata"

Answer = requests.Response | requests.RequestException
# Sends one signed request; the failure of the call itself comes back as a value.
Send = Callable[..., Answer]


class _Failed(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def upload(picture: Picture, send: Send) -> str | Refused:
    """The media id X gave this picture, with its alternative text set. Never raises."""
    try:
        media_id = _in_chunks(picture, send) if picture.in_chunks else _in_one(picture, send)
        text = {"alt_text": {"text": picture.alt_text}}
        _accepted(send("POST", METADATA, json={"id": media_id, "metadata": text}))
    except _Failed as failed:
        return failed.refused
    return media_id


def _in_one(picture: Picture, send: Send) -> str:
    file = ("image", picture.content, picture.media_type)
    answer = send("POST", UPLOAD, files={"media": file}, data={"media_category": "tweet_image"})
    return _id(answer)


def _in_chunks(picture: Picture, send: Send) -> str:
    whole = {
        "media_type": picture.media_type,
        "total_bytes": len(picture.content),
        "media_category": "tweet_gif" if picture.media_type == "image/gif" else "tweet_video",
    }
    media_id = _id(send("POST", f"{UPLOAD}/initialize", json=whole))
    for index, start in enumerate(range(0, len(picture.content), CHUNK)):
        chunk = ("chunk", picture.content[start : start + CHUNK], picture.media_type)
        place = {"segment_index": str(index)}
        _accepted(send("POST", f"{UPLOAD}/{media_id}/append", files={"media": chunk}, data=place))
    finished = _accepted(send("POST", f"{UPLOAD}/{media_id}/finalize"))
    _wait_until_processed(media_id, _processing(finished), send)
    return media_id


def _wait_until_processed(media_id: str, processing: dict[str, Any], send: Send) -> None:
    """Ask as often as X says, at most ``MOST_ASKED`` times within ``LONGEST_PROCESSING``."""
    longest = LONGEST_PROCESSING.total_seconds() / MOST_ASKED
    for _time in range(MOST_ASKED):
        if processing.get("state") == "failed":
            words = str(processing.get("error", ""))[:300]
            raise _Failed(
                Refused(_("X could not process the image (%(error)s)") % {"error": words})
            )
        if processing.get("state", "succeeded") == "succeeded":
            return
        time.sleep(min(_seconds(processing), longest))
        asked = {"command": "STATUS", "media_id": media_id}
        processing = _processing(_accepted(send("GET", UPLOAD, params=asked)))
    raise _Failed(Refused(_("X has not finished processing the image."), again=True))


def _seconds(processing: dict[str, Any]) -> float:
    wait = processing.get("check_after_secs", 1)
    return max(0.0, float(wait)) if isinstance(wait, int | float) else 1.0


def _processing(answer: requests.Response) -> dict[str, Any]:
    found = _data(answer).get("processing_info")
    return found if isinstance(found, dict) else {}


def _id(answer: Answer) -> str:
    media_id = str(_data(_accepted(answer)).get("id", ""))
    if not media_id.isdigit():
        raise _Failed(_refused(answer))
    return media_id


def _data(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    data = body.get("data") if isinstance(body, dict) else None
    return data if isinstance(data, dict) else {}


def _accepted(answer: Answer) -> requests.Response:
    if isinstance(answer, requests.Response) and answer.ok:
        return answer
    raise _Failed(_refused(answer))


def _refused(answer: Answer) -> Refused:
    """What is not a clear refusal is tried again: an upload creates no post."""
    if isinstance(answer, requests.RequestException):
        said = str(answer)[:500]
    elif refusal := read_refusal(answer, now=timezone.now()):
        return refusal
    else:
        said = f"HTTP {answer.status_code}"
    reason = _("The image upload failed (%(error)s)") % {"error": said}
    return Refused(reason, again=True)
