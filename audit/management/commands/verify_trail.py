from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.verify import verify


class Command(BaseCommand):
    help = "Check the whole trail; exit 1 with the first broken event."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if verdict.broken_at is not None:
            raise CommandError(
                f"trail broken at event {verdict.broken_at}: {verdict.why} "
                f"({verdict.intact} events before it are intact)"
            )
        self.stdout.write(f"trail {verdict.intact} events intact")
