"""The way out, as the rest of this room sees it: what can be asked, and what can come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True)
class Posted:
    """X holds the post under this id, beyond doubt."""

    x_id: str


@dataclass(frozen=True)
class Refused:
    """X surely did not create the post.

    ``retry_at``: it will go out by itself then, for X said so. ``again``: by itself, soon, and
    later each time. ``halt``: nothing of this channel can go out until a person mends it (keys,
    credits). None of them: a person looks at this one post.
    """

    reason: str
    retry_at: dt.datetime | None = None
    again: bool = False
    halt: bool = False

    @property
    def passes(self) -> bool:
        """Whether waiting cures it."""
        return self.again or self.retry_at is not None


@dataclass(frozen=True)
class Unknown:
    """The post may or may not be there. It is never sent again without evidence."""

    evidence: str


Outcome = Posted | Refused | Unknown


@dataclass(frozen=True)
class Gone:
    """The post is no longer on X."""


Removal = Gone | Refused | Unknown


# Seconds that one call may take; the second between two bytes of an answer.
READ_TIMEOUT = settings.X_READ_TIMEOUT.total_seconds()
CONNECT_TIMEOUT = READ_TIMEOUT / 6
# Larger pieces were refused with 413.
CHUNK = 1024 * 1024
# How long, and how often, a processed medium is asked for before the upload is tried anew.
MOST_ASKED, LONGEST_PROCESSING = 10, dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Picture:
    """An image as it is uploaded at send time."""

    content: bytes
    media_type: str
    alt_text: str

    @property
    def in_chunks(self) -> bool:
        """Whatever X has to process first goes up in pieces; a still image in one."""
        return self.media_type not in {"image/jpeg", "image/png", "image/webp"}

    @property
    def calls(self) -> int:
        """How many calls to X its upload and its description can take at most."""
        if not self.in_chunks:
            return 2
        chunks = -(-len(self.content) // CHUNK)
        return chunks + MOST_ASKED + 3  # initialize, finalize, describe


@dataclass(frozen=True)
class Message:
    """One post as it is sent."""

    text: str
    pictures: tuple[Picture, ...] = ()
    reply_to: str = ""


def longest(message: Message) -> dt.timedelta:
    """How long a worker that is alive can be at it: every call runs into its time-outs.

    Whoever has begun to send this and has not settled it after that long is dead.
    """
    calls = 1 + sum(picture.calls for picture in message.pictures)
    waits = LONGEST_PROCESSING * sum(picture.in_chunks for picture in message.pictures)
    return calls * dt.timedelta(seconds=CONNECT_TIMEOUT + READ_TIMEOUT) + waits + SETTLING


# What an overloaded database may take to write the outcome.
SETTLING = settings.X_READ_TIMEOUT


@dataclass(frozen=True)
class Sighting:
    """A post seen on the account's own timeline, with its links expanded and text normalised."""

    x_id: str
    text: str
    images: int
    seen_at: dt.datetime = field(compare=False)


@dataclass(frozen=True)
class Timeline:
    """What stands on the account's own timeline, newest first: all of it since that moment."""

    posts: tuple[Sighting, ...]
    since: dt.datetime


@dataclass(frozen=True)
class Health:
    """What X said about the keys. ``accepted`` is None when X could not be asked."""

    accepted: bool | None
    words: str = ""
    access_level: str = ""

    @property
    def reads_messages(self) -> bool:
        """Keys that could open direct messages, which the city does not use."""
        return "directmessages" in self.access_level.replace("-", "").lower()


class CannotRead(Exception):
    """The timeline could not be read now. ``retry_at``: when X says that it will answer again."""

    def __init__(self, message: str, *, retry_at: dt.datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


def nothing_forbids() -> None:
    return None


class Gateway(Protocol):
    """One official account on one X. Only ``timeline`` raises."""

    def publish(
        self, message: Message, forbidden: Callable[[], Refused | None] = nothing_forbids
    ) -> Outcome:
        """``forbidden`` is asked after uploads, just before the call that creates the post."""
        ...

    def remove(self, x_id: str) -> Removal: ...

    def health(self) -> Health: ...

    def exists(self, x_id: str) -> bool | None: ...

    def timeline(self, since: dt.datetime) -> Timeline:
        """The account's posts since that moment, or as many of the newest as can be had.
        Raises ``CannotRead``."""
        ...
