"""What stands on a timeline, in a form in which it can be compared with what we sent."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from publishing.gateway import Sighting
from publishing.models import snowflake_time


def normalized(text: str) -> str:
    """Text as it is compared: line ends, NFC, no white space around."""
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", folded).strip()


def sighting_of(item: dict[str, Any]) -> Sighting:
    """A timeline item with its t.co links replaced by what they stand for."""
    text = html.unescape(str(item.get("text", "")))
    media_keys = item.get("attachments", {}).get("media_keys", [])
    for url in item.get("entities", {}).get("urls", []):
        if url.get("media_key") or "/photo/" in url.get("expanded_url", ""):
            text = text.replace(url["url"], "")
        else:
            text = text.replace(url["url"], url.get("expanded_url", url["url"]))
    x_id = str(item["id"])
    return Sighting(x_id, normalized(text), len(media_keys), snowflake_time(x_id))
