#!/usr/bin/env python3
"""Checks an export of the trail. One file, Python 3.11 or newer, nothing to install.

    python verify_export.py EXPORT.jsonl [--anchors KEPT.jsonl]

Exit status: 0 intact, 1 broken (the first event that is not what was sealed is named), 2 the
file could not be read. ``--anchors`` names a file with the anchors that were kept elsewhere, such
as the lines of the daily mails from before the export was made: they cannot have been forged
together with the export.

The format, line by line, each line canonical JSON (UTF-8, keys sorted, no white space, nothing
escaped that need not be):

    {"header":{"complete":true,"count":…,"first":…,"format":"trail/1","last":…,"previous":…}}
    {"anchor":{"count":…,"date":…,"seal":…}}       any number of them
    {"act":…,…,"previous":…,…,"seal":…,…}          one for each event, in order

The seal of an event is the SHA-256 of its line without the member "seal"; "previous" is the seal
of the event before, 64 zeros before event 1. A header with "complete":false announces a selection
of events: each is checked by itself, what is missing between them cannot be known.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "trail/1"
Line = dict[str, Any]


class Unreadable(Exception):
    """The file is not an export of the trail."""


class Broken(Exception):
    """The first event that is not what was sealed."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"broken at event {number}: {why}")
        self.number = number


@dataclass
class Verdict:
    """What was found intact: how many events, and how many anchors fit."""

    events: int = 0
    anchors: int = 0
    complete: bool = True


@dataclass
class Anchors:
    """Seals known from elsewhere, by the number of their event."""

    seals: dict[int, str] = field(default_factory=dict)
    dates: dict[int, str] = field(default_factory=dict)
    fitting: int = 0
    last_fit: int = 0

    def add(self, line: Line) -> None:
        try:
            anchor = line["anchor"]
            number, date, seal = int(anchor["count"]), str(anchor["date"]), str(anchor["seal"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"not an anchor: {line}") from error
        if self.seals.setdefault(number, seal) != seal:
            raise Broken(number, f"its anchors contradict each other ({date})")
        self.dates.setdefault(number, date)

    def compare(self, number: int, seal: str) -> None:
        expected = self.seals.get(number)
        if expected is None:
            return
        if expected != seal:
            since = f"event {self.last_fit}" if self.last_fit else "the beginning"
            raise Broken(
                number,
                f"it is not the event anchored on {self.dates[number]}; "
                f"the history was written anew somewhere after {since}",
            )
        self.fitting += 1
        self.last_fit = number

    def require_none_after(self, last: int) -> None:
        beyond = [number for number in self.seals if number > last]
        if beyond:
            number = min(beyond)
            raise Broken(
                last + 1, f"it is missing: on {self.dates[number]} there were {number} events"
            )


def verify(lines: Iterable[bytes], kept: Iterable[bytes] = ()) -> Verdict:
    """Check an export against itself and against the ``kept`` anchors.

    Raises ``Broken`` or ``Unreadable``. Holds one line at a time.
    """
    anchors = Anchors()
    for number, line in enumerate(kept, 1):
        if line.strip():
            anchors.add(_object(line) or _refuse(f"line {number} of the anchors is not JSON"))
    rows = iter(lines)
    header = _header(next(rows, b""))
    if header["complete"]:
        return _follow(rows, header, anchors)
    return _look_at_each(rows, header, anchors)


def _follow(rows: Iterator[bytes], header: Line, anchors: Anchors) -> Verdict:
    """Every event from the first to the last, none missing."""
    first, previous = header["first"], header["previous"]
    number = first - 1
    if number:
        anchors.compare(number, previous)
    for row in rows:
        line = _object(row)
        if line is not None and "anchor" in line:
            anchors.add(line)
            continue
        number += 1
        _require_event(row, line, number, previous)
        assert line is not None
        anchors.compare(number, line["seal"])
        previous = line["seal"]
    end = first + header["count"] - 1
    if number < end:
        raise Broken(number + 1, f"it is missing: the header announces events up to {end}")
    if number > end:
        raise Broken(end + 1, f"the header announces events up to {end} only")
    if previous != header["last"]:
        raise Broken(max(number, first), "it is not the last event that the header names")
    anchors.require_none_after(number)
    return Verdict(header["count"], anchors.fitting)


def _require_event(row: bytes, line: Line | None, number: int, previous: str) -> None:
    if line is None:
        raise Broken(number, "its line is not JSON")
    found = line.get("seq")
    if found != number or isinstance(found, bool):
        later = isinstance(found, int) and found > number
        raise Broken(
            number, "it is missing" if later else f"an event numbered {found} stands in its place"
        )
    if line.get("previous") != previous:
        raise Broken(number, "it does not follow the event before it")
    if not _is_sealed(row, line):
        raise Broken(number, "its words do not match its seal")


def _look_at_each(rows: Iterator[bytes], header: Line, anchors: Anchors) -> Verdict:
    """A selection: every event by itself, in ascending order."""
    seen, count = 0, 0
    for row in rows:
        line = _object(row)
        if line is not None and "anchor" in line:
            anchors.add(line)
            continue
        number = line.get("seq") if line is not None else None
        if line is None or not isinstance(number, int) or number <= seen:
            raise Broken(seen + 1, "what follows the event before it is not a later event")
        if not _is_sealed(row, line):
            raise Broken(number, "its words do not match its seal")
        anchors.compare(number, line["seal"])
        seen, count = number, count + 1
    if count != header["count"]:
        raise Broken(seen + 1, f"there are {count} events, the header announces {header['count']}")
    return Verdict(count, anchors.fitting, complete=False)


def _is_sealed(row: bytes, line: Line) -> bool:
    """The line is canonical to the byte, and its seal is that of the rest of it."""
    try:
        if _canonical(line) != row.rstrip(b"\r\n"):
            return False
        rest = {name: value for name, value in line.items() if name != "seal"}
        return hashlib.sha256(_canonical(rest)).hexdigest() == line.get("seal")
    except (UnicodeEncodeError, RecursionError):
        return False


def _canonical(line: Line) -> bytes:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _header(row: bytes) -> Line:
    header = (_object(row) or {}).get("header")
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise Unreadable(f"the first line is not the header of an export ({FORMAT})")
    numbers = ["count", "first"] if header.get("complete") is True else ["count"]
    words = ["previous", "last"] if header.get("complete") is True else []
    if not all(isinstance(header.get(name), int) for name in numbers) or not all(
        isinstance(header.get(name), str) for name in words
    ):
        raise Unreadable("the header is incomplete")
    return {"complete": False} | header


def _object(row: bytes) -> Line | None:
    try:
        line = json.loads(row)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _refuse(why: str) -> Line:
    raise Unreadable(why)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Checks an export of the trail.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--anchors", type=Path, help="anchors kept elsewhere")
    options = parser.parse_args(arguments)
    try:
        kept = options.anchors.read_bytes().splitlines() if options.anchors else []
        with options.export.open("rb") as lines:
            verdict = verify(lines, kept)
    except Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    except (Unreadable, OSError) as error:
        print(f"unreadable: {error}", file=sys.stderr)
        return 2
    kind = "events intact" if verdict.complete else "selected events intact, each by itself"
    print(f"{verdict.events} {kind}, {verdict.anchors} anchors fit")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
