from __future__ import annotations

import datetime as dt

from django import template

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
def wareki_day(moment: dt.datetime | None) -> str:
    return wareki.day(moment) if moment else ""
