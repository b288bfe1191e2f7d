from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from posts.models import Channel
from publishing.actions import set_mode
from publishing.management.commands.set_credential import OPERATOR


class Command(BaseCommand):
    help = "Switch a channel between drill, manual and live. Approvals given before lapse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", help="the channel's code")
        parser.add_argument("mode", choices=[mode.value for mode in Channel.Mode])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            channel = Channel.objects.get(code=options["channel"])
        except Channel.DoesNotExist as error:
            raise CommandError(f"No channel {options['channel']!r}.") from error
        set_mode(channel, Channel.Mode(options["mode"]), actor=OPERATOR)
        self.stdout.write(f"{channel}: {options['mode']}")
