from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.log import Signature
from posts.models import Channel
from publishing.actions import set_credential
from publishing.actions.channel import ReadsMessages
from publishing.encryption import NoKey
from publishing.models import Credential, Keys
from publishing.x import x_with

VARIABLES = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET")


class Command(BaseCommand):
    help = (
        "Store a channel's X credential, read from X_CONSUMER_KEY, X_CONSUMER_SECRET, "
        "X_ACCESS_TOKEN and X_ACCESS_TOKEN_SECRET. Run it where the worker runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("channel", help="the channel's code")

    def handle(self, *args: Any, **options: Any) -> None:
        if missing := [name for name in VARIABLES if not os.environ.get(name)]:
            raise CommandError(f"Set {', '.join(missing)} in the environment and try again.")
        try:
            channel = Channel.objects.get(code=options["channel"])
        except Channel.DoesNotExist as error:
            known = ", ".join(Channel.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No channel {options['channel']!r}. There are: {known}.") from error
        keys = Keys(*(os.environ[name] for name in VARIABLES))
        try:
            Credential.seal(channel, keys)
            health = x_with(channel, keys).health()
            credential = set_credential(channel, keys, actor=OPERATOR, health=health)
        except NoKey as error:
            raise CommandError(
                "CREDENTIAL_KEYS is not set: run this where the worker runs."
            ) from error
        except ReadsMessages as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{channel}: credential …{credential.hint} stored")
        if credential.in_use_since is None:
            self.stdout.write(
                f"X has not accepted it yet ({health.words}). The one before stays in use until "
                "it does; the worker asks every minute."
            )


OPERATOR = Signature(number="", name="運用担当（コマンド）")
