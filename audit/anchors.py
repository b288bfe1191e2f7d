"""Anchors: the state of the chain day by day, kept where nobody reaches it through the database.

Whoever holds the database's superuser can recompute every seal; what was written here or
mailed before cannot be recomputed with it. The file holds one anchor a line and only grows.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from audit.chain import GENESIS, Anchor, anchor_line
from audit.log import flush
from audit.models import Event


class UnreadableAnchors(Exception):
    """A line of the anchor file is not an anchor: somebody has to look at it."""


def load(path: Path | None = None) -> list[Anchor]:
    """All anchors of the file, oldest first; ``TRAIL_ANCHOR_FILE`` unless one is named.

    Without a name: empty when no file is set, or none was written yet. Raises
    ``UnreadableAnchors``, and ``OSError`` for a file that cannot be read.
    """
    file = path or settings.TRAIL_ANCHOR_FILE
    if file is None or (path is None and not file.exists()):
        return []
    return [
        _read(line, f"{file}, line {number}")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    ]


def current(day: dt.date) -> Anchor:
    """The state of the chain as it is now, surely on the disk."""
    flush()
    last = Event.objects.order_by("-seq").values_list("seq", "seal").first()
    count, seal = last or (0, GENESIS)
    return Anchor(count, day, seal)


def keep(anchor: Anchor, path: Path | None = None) -> None:
    """Append it to the file, and return when the disk has it. Nothing without a file."""
    path = path or settings.TRAIL_ANCHOR_FILE
    if path is None:
        return
    new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, f"{anchor_line(anchor)}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _fsync_folder(path.parent)


def anchored(anchors: Sequence[Anchor]) -> dict[int, str]:
    """The seals by the number of their event; the oldest anchor of a number counts."""
    return {anchor.count: anchor.seal for anchor in reversed(anchors) if anchor.count}


def _read(line: str, place: str) -> Anchor:
    try:
        kept = json.loads(line)["anchor"]
        anchor = Anchor(int(kept["count"]), dt.date.fromisoformat(kept["date"]), str(kept["seal"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableAnchors(f"{place} is not an anchor: {line[:200]!r}") from error
    return anchor


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
