"""What a JSON body may look like, with the complaints X's schema validator makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from x_sandbox import problems

# Takes the place of a value ("$.media.media_ids") and the value; raises the 400 when it is wrong.
Shape = Callable[[str, object], None]

KINDS: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def _refuse(place: str, value: object, complaint: str) -> NoReturn:
    raise problems.invalid(f"{place}: {complaint}", {place.removeprefix("$."): [str(value)]})


def _expect(kind: type, place: str, value: object) -> None:
    if type(value) is not kind:
        _refuse(place, value, f"{KINDS[type(value)]} found, {KINDS[kind]} expected")


def text(*, pattern: str = "", longest: int | None = None) -> Shape:
    """A string of at most ``longest`` code points in which the whole ``pattern`` matches."""

    def check(place: str, value: object) -> None:
        _expect(str, place, value)
        assert isinstance(value, str)
        if not value.isascii() and re.search("[\ud800-\udfff]", value):
            raise problems.invalid(f"{place}: must be valid Unicode", {})
        if pattern and not re.fullmatch(pattern, value):
            _refuse(place, value, f"does not match the regex pattern {pattern}")
        if longest is not None and len(value) > longest:
            _refuse(place, value, f"must be at most {longest} characters long")

    return check


def flag(place: str, value: object) -> None:
    _expect(bool, place, value)


def one_of(*options: str) -> Shape:
    def check(place: str, value: object) -> None:
        _expect(str, place, value)
        if value not in options:
            _refuse(place, value, f"does not have a value in the enumeration {list(options)}")

    return check


def whole(smallest: int, largest: int) -> Shape:
    def check(place: str, value: object) -> None:
        _expect(int, place, value)
        assert isinstance(value, int)
        if not smallest <= value <= largest:
            _refuse(place, value, f"must have a value between {smallest} and {largest}")

    return check


def items(shape: Shape, smallest: int, largest: int) -> Shape:
    def check(place: str, value: object) -> None:
        _expect(list, place, value)
        assert isinstance(value, list)
        if not smallest <= len(value) <= largest:
            _refuse(place, value, f"must have between {smallest} and {largest} items")
        for index, item in enumerate(value):
            shape(f"{place}[{index}]", item)

    return check


def record(fields: Mapping[str, Shape], required: tuple[str, ...] = ()) -> Shape:
    """An object with no other keys than ``fields``."""

    def check(place: str, value: object) -> None:
        _expect(dict, place, value)
        assert isinstance(value, dict)
        for key, member in value.items():
            if key not in fields:
                _refuse(
                    f"{place}.{key}",
                    member,
                    "is not defined in the schema and the schema does not allow additional"
                    " properties",
                )
            fields[key](f"{place}.{key}", member)
        for key in required:
            if key not in value:
                _refuse(f"{place}.{key}", "", "is missing but it is required")

    return check
