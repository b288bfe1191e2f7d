"""What posting has cost, by month and requesting section."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from posts.models import Channel
from publishing.models import Attempt

MONTHS = 12 * 20


def monthly(channel: Channel) -> list[dict[str, Any]]:
    """Rows of ``month``, ``section``, ``posts`` and ``cost`` (US dollars), the latest first."""
    posted = Attempt.objects.posted().filter(post__channel=channel)
    rows = (
        posted.annotate(month=TruncMonth("settled_at"))
        .values("month", "post__section__name")
        .annotate(posts=Count("pk"), cost=Sum("cost"))
        .order_by("-month", "post__section__order")
    )
    return [
        {
            "month": row["month"],
            "section": row["post__section__name"],
            "posts": row["posts"],
            "cost": row["cost"],
        }
        for row in rows[:MONTHS]
    ]
