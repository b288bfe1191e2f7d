"""保存期間: arithmetic of fiscal years (April to March)."""

from __future__ import annotations

import datetime as dt


def fiscal_year(day: dt.date) -> int:
    """会計年度: 31 March 2027 belongs to 2026."""
    return day.year - (day.month < 4)


def closed_before(today: dt.date, years: int) -> dt.date:
    """Cases closed before this day have fallen due by ``today``.

    The term begins with the fiscal year after the one a case was closed in, and runs for
    ``years`` whole fiscal years.
    """
    return dt.date(fiscal_year(today) - years, 4, 1)
