"""What a revision says, as one value. Consent binds to its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Attachment:
    """An image by the SHA-256 of its bytes, and what it shows in words.

    ``animated`` is what X takes as a GIF; it follows from the bytes, so no digest names it.
    """

    sha256: str
    alt_text: str
    animated: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Content:
    """Everything a signer saw. Times are aware; ``public_at`` None means already public,
    ``requested_at`` None means as soon as it is approved."""

    title: str
    category: str
    texts: tuple[str, ...]
    attachments: tuple[Attachment, ...] = ()
    public_at: dt.datetime | None = None
    requested_at: dt.datetime | None = None
    not_after: dt.datetime | None = None
    reply_to: str = ""
    reply_url: str = ""
    benefit: str = ""
    note: str = ""

    @property
    def body(self) -> str:
        return self.texts[0] if self.texts else ""


@dataclass(frozen=True)
class Destination:
    """Where it will be posted. The mode belongs to it: what was approved as a drill was never
    approved for the public."""

    channel: str
    mode: str = field(default="drill")


def digest(content: Content, destination: Destination) -> str:
    """SHA-256 (64 hex digits) over the canonical JSON of the content and where it goes."""
    whole: dict[str, object] = {
        "channel": destination.channel,
        "mode": destination.mode,
        "title": content.title,
        "category": content.category,
        "segments": list(content.texts),
        "images": [[a.sha256, a.alt_text] for a in content.attachments],
        "public_at": _utc(content.public_at),
        "requested_at": _utc(content.requested_at),
        "not_after": _utc(content.not_after),
        "reply_to": content.reply_to,
        "note": content.note,
    }
    # Fields that came later are left out while empty: a digest never changes with a release.
    later = {"reply_url": content.reply_url, "benefit": content.benefit}
    whole |= {name: value for name, value in later.items() if value}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _utc(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds") if moment else None
