from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import actions
from audit.export import formats
from audit.export.selection import Selection
from audit.forms import TrailFilter
from audit.log import SYSTEM
from audit.models import Event


class Command(BaseCommand):
    help = "Export the trail into a file, with any number of events, and show how far it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="is written anew")
        parser.add_argument("--format", choices=sorted(formats.SUFFIX), default="csv")
        for name in TrailFilter.base_fields:
            parser.add_argument(f"--{name}", default="", help="as in the filter of the page")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = options["format"], options["file"]
        form = TrailFilter({name: options[name] for name in TrailFilter.base_fields})
        if not form.is_valid():
            wrong = [f"--{name}: {' '.join(map(str, e))}" for name, e in form.errors.items()]
            raise CommandError("; ".join(wrong))
        asked = form.asked()
        selection = Selection.now(form.narrow(Event.objects.all()), whole=not asked)
        count = selection.count
        if not count:
            raise CommandError("No event fits; nothing was written.")
        actions.export(asked, actor=SYSTEM, kind=kind, count=count, newest=selection.newest)
        with path.open("wb") as file:
            file.writelines(formats.stream(kind, selection, self._told(selection)))
        self.stdout.write(f"{count} events written to {path}")

    def _told(self, selection: Selection) -> Iterator[list[Event]]:
        """The same batches, and on a terminal how many of the events are done."""
        done = 0
        for batch in selection.batches():
            yield batch
            done += len(batch)
            if self.stderr.isatty():
                share = f"{done / selection.count:4.0%} {done:,} of {selection.count:,}"
                self.stderr.write(f"\r{share}", ending="\n" if done == selection.count else "")
