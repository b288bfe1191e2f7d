from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.anchors import UnreadableAnchors, load
from audit.verify import Verdict, verify

BAR = 40


class Command(BaseCommand):
    help = (
        "Check the whole trail against its seals and anchors; exit 1 with the first broken event."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since-anchor",
            action="store_true",
            help="walk only what came after the last anchor; older anchors are still compared",
        )
        parser.add_argument(
            "--workers", type=_positive, default=1, help="how many processes share the work"
        )
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="anchors kept elsewhere, such as the lines of the daily mails",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchors = load() + (load(options["anchors"]) if options["anchors"] else [])
        except (UnreadableAnchors, OSError) as error:
            raise CommandError(str(error)) from error
        if not anchors:
            self.stderr.write("No anchor is compared: a cut or rewritten end would go unseen.")
        verdict = verify(
            anchors=anchors,
            since_anchor=options["since_anchor"],
            workers=options["workers"],
            report=self._progress if self.stderr.isatty() else lambda _done, _all: None,
        )
        if verdict.broken_at is not None:
            raise CommandError(_complaint(verdict))
        fitting = f", {len(anchors)} anchors fit" if anchors else ""
        self.stdout.write(f"trail {verdict.intact} events intact{fitting}")

    def _progress(self, done: int, total: int) -> None:
        filled = "█" * (BAR * done // total)
        end = "\n" if done == total else ""
        self.stderr.write(f"\r{filled:░<{BAR}} {done:,} / {total:,}", lambda text: text, end)


def _complaint(verdict: Verdict) -> str:
    anchor = verdict.anchor
    proven = f"; the last anchor that fits: {anchor.date}, event {anchor.count}" if anchor else ""
    return (
        f"trail broken at event {verdict.broken_at}: {verdict.why} "
        f"({verdict.intact} events before it are intact{proven})"
    )


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)
