"""Asking the checks about a text, as a Monday in November would."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from posts.checks.concern import Concern, Yardstick
from posts.checks.review import concerns
from posts.content import Content

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = dt.datetime(2026, 11, 16, 10, 0, tzinfo=TOKYO)
YARDSTICK = Yardstick(NOW)


def found(text: str, yardstick: Yardstick = YARDSTICK, **facts: Any) -> list[Concern]:
    content = Content("件名", "promo", (text,))
    return concerns(replace(content, **facts), yardstick)


def codes(text: str, yardstick: Yardstick = YARDSTICK, **facts: Any) -> set[str]:
    return {concern.code for concern in found(text, yardstick, **facts)}


def blocking(text: str, **facts: Any) -> set[str]:
    return {concern.code for concern in found(text, **facts) if concern.blocks}
