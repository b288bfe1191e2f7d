"""The sheets of a month in one PDF, for the paper file."""

from __future__ import annotations

import io

import time_machine
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Event
from tests.cast import Cast
from tests.pages.visits import html, visitor

NOVEMBER = "2026-11-10T03:00:00Z"


def test_it_holds_every_case_decided_in_the_month_and_no_other(cast: Cast) -> None:
    with time_machine.travel(NOVEMBER):
        first, second = cast.scheduled(), cast.in_review()
        drafted = cast.draft()
    with time_machine.travel("2026-12-01T03:00:00Z"):
        later = cast.scheduled()
    with time_machine.travel(NOVEMBER):
        response = visitor(cast.ito).get(reverse("records:month"), {"month": "2026-11"})
    assert response["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]
    whole = "".join(pages)
    assert first.number in whole
    assert second.number in whole
    assert drafted.number not in whole
    assert later.number not in whole
    event = Event.objects.latest("seq")
    assert (event.act, event.detail) == ("sheets_printed", {"count": 2})


def test_a_month_without_decisions_says_so(cast: Cast) -> None:
    page = visitor(cast.ito).get(reverse("records:month"), {"month": "2020-01"})
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/html")


def test_nonsense_gets_a_message_beside_the_field(cast: Cast) -> None:
    for month in ("13月", "2026-13", "x" * 500, "0000-01"):
        page = visitor(cast.ito).get(reverse("records:month"), {"month": month})
        assert page.status_code == 422
        assert 'aria-invalid="true"' in html(page)


def test_only_whoever_reads_the_trail_prints_it(cast: Cast) -> None:
    for person in (cast.sato, cast.suzuki, cast.takahashi, cast.watanabe):
        assert visitor(person).get(reverse("records:month")).status_code == 403
