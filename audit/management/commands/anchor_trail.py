from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.anchors import UnreadableAnchors
from audit.chain import anchor_line
from audit.daily import Broken, anchor_of


class Command(BaseCommand):
    help = "Anchor the trail now, as the nightly task does, and print the line to keep elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchor = anchor_of(timezone.localdate())
        except (Broken, UnreadableAnchors) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(anchor_line(anchor))
