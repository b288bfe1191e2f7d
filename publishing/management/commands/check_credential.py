from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from posts.models import Channel
from publishing.credentials import check
from publishing.models import Credential
from publishing.x import x_with


class Command(BaseCommand):
    help = "Ask X about a channel's credential. Run it where the worker runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", help="the channel's code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            channel = Channel.objects.get(code=options["channel"])
        except Channel.DoesNotExist as error:
            raise CommandError(f"No channel {options['channel']!r}.") from error
        standing = list(Credential.objects.standing().filter(channel=channel).order_by("pk"))
        if not standing:
            raise CommandError(f"{channel}: no credential is stored.")
        results = [(credential, check(credential.pk, connect=x_with)) for credential in standing]
        for credential, health in results:
            verdict = {True: "accepted", False: "REFUSED", None: "not asked"}[health.accepted]
            self.stdout.write(
                f"{channel} …{credential.hint}: {verdict} {health.access_level} {health.words}"
            )
        if not all(health.accepted and not health.reads_messages for _c, health in results):
            raise CommandError("Not every credential is fit for use.")
