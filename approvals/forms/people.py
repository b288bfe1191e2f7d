"""Naming people by their name or staff number, and saying what to do when that is not clear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.mentions import Call, Named

SEPARATORS = re.compile(r"[、，,;；\r\n\t]+")


def named(people: Iterable[User]) -> list[Named]:
    return [Named(person.pk, person.staff_number, person.name) for person in people]


def typed_people(text: str, people: list[Named]) -> list[Call]:
    """Each piece of a list such as 「田中 陽子、1004」 with everybody it fits."""
    pieces = [unicodedata.normalize("NFKC", piece).strip() for piece in SEPARATORS.split(text)]
    return [Call(piece, _fitting(piece, people)) for piece in pieces if piece]


def _fitting(piece: str, people: list[Named]) -> tuple[Named, ...]:
    """By number, else by full name with any space or none in it, else by surname."""
    bare = "".join(piece.split())
    by_number = tuple(p for p in people if p.number == bare)
    by_name = tuple(p for p in people if "".join(p.name.split()) == bare)
    return by_number or by_name or tuple(p for p in people if p.surname == bare)


def require_one_each(calls: Iterable[Call], *, nobody: str) -> list[int]:
    """The people called. Raises ``ValidationError`` with a sentence for every call that fits
    nobody (``nobody``, with ``%(typed)s``) or several."""
    problems = [
        nobody % {"typed": call.typed} if not call.fits else _several(call)
        for call in calls
        if len(call.fits) != 1
    ]
    if problems:
        raise forms.ValidationError(list(dict.fromkeys(problems)))
    return list(dict.fromkeys(call.fits[0].person for call in calls))


def _several(call: Call) -> str:
    who = "、".join(f"{person.name}（{person.number}）" for person in call.fits)
    return _("“%(typed)s” may be any of %(who)s. Write the full name or the staff number.") % {
        "typed": call.typed,
        "who": who,
    }
