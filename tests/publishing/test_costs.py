"""What X charges, as far as its price list tells."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from publishing import reconciliation
from publishing.costs import cost_of, estimate
from publishing.models import Attempt
from publishing.spending import monthly
from publishing.x import x_for
from tests.cast import Cast
from tests.local_x import LocalX, dropped_after_the_commit
from tests.publishing.pictures import attachment
from tests.publishing.steps import page, sent
from tests.sight import history

LINK = "https://www.city.shiroi.chiba.jp/"


@pytest.mark.parametrize(
    ("text", "images", "dollars"),
    [
        ("", 0, "0.015"),
        ("梨まつり", 0, "0.015"),
        ("梨まつり", 4, "0.035"),
        (f"梨まつり {LINK}", 0, "0.200"),
        ("example.jp をご覧ください", 0, "0.200"),
        (f"{LINK} {LINK}a", 1, "0.205"),
    ],
)
def test_a_link_makes_a_post_dear(text: str, images: int, dollars: str) -> None:
    assert cost_of(text, images=images) == Decimal(dollars)


def test_a_thread_costs_what_its_posts_cost() -> None:
    assert estimate(("その1", f"その2 {LINK}", "その3"), images=2) == Decimal("0.240")
    assert estimate(()) == Decimal("0.015")


def test_the_case_page_names_the_cost_before_anybody_agrees(cast: Cast) -> None:
    post = cast.in_review(f"梨まつり {LINK}", attachments=(attachment("red", "梨"),))
    assert "$0.205" in page(cast.takahashi, post)
    assert history(post)[-1] == "decided"


def test_the_months_and_sections_are_added_up(cast: Cast, x: LocalX) -> None:
    sent(cast.scheduled("一件目"))
    sent(cast.scheduled(f"二件目 {LINK}"))
    old = sent(cast.scheduled("三件目"))
    Attempt.objects.filter(pk=old.pk).update(settled_at=dt.datetime(2026, 4, 30, tzinfo=dt.UTC))
    now, april = monthly(cast.channel)
    assert (now["section"], now["posts"], now["cost"]) == ("危機管理課", 2, Decimal("0.215"))
    assert (april["month"].month, april["cost"]) == (4, Decimal("0.015"))
    assert history(old.post)[-1] == "published"


def test_a_post_whose_answer_was_lost_has_cost_what_the_others_cost(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled(f"一件目 {LINK}"))
    assert monthly(cast.channel) == []
    moment = attempt.next_look_at
    assert moment is not None
    reconciliation.look([attempt.pk], now=moment, connect=x_for)
    [month] = monthly(cast.channel)
    assert (month["posts"], month["cost"]) == (1, Decimal("0.200"))
    assert history(attempt.post)[-1] == "reconciled"
