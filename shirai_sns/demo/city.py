"""The sections, people and the channel of the demonstration city."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts.actions import appoint, found_section, register_user
from accounts.models import Appointment, Section, User
from accounts.roles import Role
from audit.log import Signature
from posts.actions import open_channel
from posts.models import Channel
from publishing.actions import set_credential
from publishing.models import Keys

FOLDER = Path(__file__).parent
LOADER = Signature(number="", name="デモ市の準備")
PASSWORD = "shiroi-nashi-2026"  # noqa: S105 - shown on the sign-in page of the demonstration
# The local X accepts these; they open nothing anywhere else.
SANDBOX_KEYS = Keys(
    "sandbox-consumer-key",
    "sandbox-consumer-secret",
    "1000000001-sandbox-access-token",
    "sandbox-access-secret",
)
APPOINTED_ON = dt.date(2026, 4, 1)


def read_city() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "city.json").read_text(encoding="utf-8"))
    return loaded


def load_city(keys: Keys = SANDBOX_KEYS) -> Channel:
    """Found the sections, appoint the people, open the channel with its credential."""
    city = read_city()
    sections = _load_sections(city)
    _load_people(city["people"], sections)
    about = city["channel"]
    channel = open_channel(
        Channel(
            code=about["code"],
            name=about["name"],
            handle=about["handle"],
            section=sections[about["section"]],
        ),
        actor=LOADER,
    )
    set_credential(channel, keys, actor=LOADER)
    return channel


@dataclass(frozen=True)
class SignIn:
    """A person of the demonstration, as the sign-in page offers them."""

    number: str
    name: str
    section: str
    title: str
    can: str


def sign_ins() -> list[SignIn]:
    """One person for each part in the story, in its order."""
    people = {person["number"]: person for person in read_city()["people"]}
    names = {section["code"]: section["name"] for section in read_city()["sections"]}
    parts = {
        "3001": _("drafts requests"),
        "2001": _("decides as chief of the requesting section"),
        "1002": _("checks, one of two"),
        "1003": _("checks, one of two"),
        "1001": _("decides as PR chief; account manager, reads the trail"),
        "3010": _("another section: sees nothing of the others"),
        "9001": _("maintains people and sections"),
    }
    return [
        SignIn(number, people[number]["name"], names[code], title, can)
        for number, can in parts.items()
        for code, _role, title in people[number]["posts"][:1]
    ]


def _load_sections(city: dict[str, Any]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    rows = [{**row, "kind": "department"} for row in city["departments"]] + city["sections"]
    for order, row in enumerate(rows):
        section = Section(
            code=row["code"],
            name=row["name"],
            latin_name=row["latin"],
            kind=row.get("kind", Section.Kind.SECTION),
            parent=found.get(row.get("parent", "")),
            order=order * 10,
        )
        found[row["code"]] = found_section(section, actor=LOADER)
    return found


def _load_people(people: list[dict[str, Any]], sections: dict[str, Section]) -> None:
    # One hash for all: they share the demonstration's password, and a hash takes a while.
    password = make_password(PASSWORD)
    for person in people:
        user = User(
            staff_number=person["number"],
            name=person["name"],
            kana=person["kana"],
            latin_name=person["latin"],
            email=f"{person['number']}@city.shiroi.example.jp",
            is_staff=person.get("maintains", False),
            password=password,
        )
        register_user(user, actor=LOADER)
        for rank, (code, role, title) in enumerate(person["posts"]):
            appointment = Appointment(
                user=user,
                section=sections[code],
                role=Role(role),
                title=title,
                since=APPOINTED_ON,
                concurrent=rank > 0,
            )
            appoint(appointment, actor=LOADER)
