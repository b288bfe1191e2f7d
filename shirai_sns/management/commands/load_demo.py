from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Section
from shirai_sns.demo.cases import load_cases
from shirai_sns.demo.city import PASSWORD, load_city, sign_ins


class Command(BaseCommand):
    help = "Load the demonstration city into an empty database; do nothing in any other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-sign-ins", action="store_true")
        parser.add_argument(
            "--without-cases", action="store_true", help="only sections, people and the channel"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print_sign_ins"]:
            for person in sign_ins():
                who = f"{person.name}（{person.section} {person.title}）"
                self.stdout.write(f"  {person.number}  {who}  {person.can}")
            self.stdout.write(f"  {PASSWORD}")
            return
        if Section.objects.exists():
            self.stdout.write("The database is not empty: nothing loaded.")
            return
        channel = load_city()
        if not options["without_cases"]:
            load_cases(channel)
        self.stdout.write("The demonstration city is loaded.")
