from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from audit import wareki

register = template.Library()


@register.filter(name="wareki")
def wareki_long(moment: dt.datetime | None) -> str:
    return wareki.long(moment) if moment else ""


@register.filter
def wareki_short(moment: dt.datetime | None) -> str:
    return wareki.short(moment) if moment else ""


@register.filter
def wareki_stamp(moment: dt.datetime | None) -> str:
    return wareki.stamp(moment) if moment else ""


@register.filter
def wareki_day(day: dt.date | None) -> str:
    return wareki.day(day) if day else ""


@register.filter
def wareki_date(moment: dt.datetime | None) -> str:
    """The day of a moment."""
    return wareki.day(timezone.localdate(moment)) if moment else ""
