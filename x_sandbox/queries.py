"""Query parameters of the reading endpoints, with X's complaint about each bad value."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NoReturn

from werkzeug import Request

from x_sandbox import problems, snowflake


def whole(request: Request, name: str, smallest: int, largest: int, default: int) -> int:
    written = request.args.get(name)
    if written is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", written) or not smallest <= int(written) <= largest:
        _refuse(name, written, f"is not between {smallest} and {largest}")
    return int(written)


def identifier(request: Request, name: str) -> int | None:
    written = request.args.get(name)
    if written is None:
        return None
    if not re.fullmatch("[0-9]{1,19}", written):
        _refuse(name, written, "does not match ^[0-9]{1,19}$")
    return snowflake.parse(written)


def moment(request: Request, name: str) -> float | None:
    """Unix seconds of an RFC 3339 time such as ``2026-11-22T05:00:01Z``."""
    written = request.args.get(name)
    if written is None:
        return None
    try:
        parsed = datetime.fromisoformat(written)
    except ValueError:
        _refuse(name, written, "is not a valid RFC 3339 time")
    if parsed.tzinfo is None:
        _refuse(name, written, "must have a time zone")
    return parsed.timestamp()


def page_token(request: Request) -> int | None:
    """The id in a ``pagination_token`` made by ``next_token``: the page lies below it."""
    written = request.args.get("pagination_token")
    if written is None:
        return None
    if not re.fullmatch("7[0-9a-f]{1,16}", written):
        _refuse("pagination_token", written, "is not valid")
    return min(int(written[1:], 16), snowflake.LARGEST)


def next_token(last_shown: int) -> str:
    return f"7{last_shown:x}"


def _refuse(name: str, written: str, complaint: str) -> NoReturn:
    message = f"The `{name}` query parameter value [{written}] {complaint}"
    raise problems.invalid(message, {name: [written]})
