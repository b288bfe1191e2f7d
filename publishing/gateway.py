"""The way out, as the rest of this room sees it: what can be asked, and what can come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Posted:
    """X holds the post under this id, beyond doubt."""

    x_id: str


@dataclass(frozen=True)
class Refused:
    """X surely did not create the post.

    ``retry_at``: it will go out by itself then. ``halt``: nothing of this channel can go out
    until a person mends it (keys, credits). Neither: a person looks at this one post.
    """

    reason: str
    retry_at: dt.datetime | None = None
    halt: bool = False


@dataclass(frozen=True)
class Unknown:
    """The post may or may not be there. It is never sent again without evidence."""

    evidence: str


Outcome = Posted | Refused | Unknown


@dataclass(frozen=True)
class Gone:
    """The post is no longer on X."""


Removal = Gone | Refused | Unknown


@dataclass(frozen=True)
class Picture:
    """An image as it is uploaded at send time."""

    content: bytes
    media_type: str
    alt_text: str


@dataclass(frozen=True)
class Message:
    """One post as it is sent."""

    text: str
    pictures: tuple[Picture, ...] = ()
    reply_to: str = ""


@dataclass(frozen=True)
class Sighting:
    """A post seen on the account's own timeline, with its links expanded and text normalised."""

    x_id: str
    text: str
    images: int
    seen_at: dt.datetime = field(compare=False)


class CannotRead(Exception):
    """The timeline could not be read now."""


class Gateway(Protocol):
    """One official account on one X. ``publish`` and ``remove`` never raise."""

    def publish(self, message: Message) -> Outcome: ...

    def remove(self, x_id: str) -> Removal: ...

    def timeline(self, since: dt.datetime) -> Sequence[Sighting]:
        """The account's posts since that moment, newest first. Raises ``CannotRead``."""
        ...
