"""A sheet as one HTML document that needs nothing else: for the PDF and for the bundle."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from posts.models import Post
from records.masking import Masking
from records.sheet import sheet_of


def printed_sheet(post: Post, masking: Masking | None = None) -> str:
    """The page, in Japanese whatever the reader's language: it is the city's document.

    With a ``masking`` its names are covered, also where a stamp shows only the surname.
    """
    with translation.override("ja"):
        sheet = sheet_of(post, self_contained=True, masking=masking)
        return render_to_string("records/print.html", {"sheet": sheet, "style": _style()})


def _style() -> str:
    found = finders.find("sheet.css")
    assert found is not None
    return Path(found).read_text(encoding="utf-8")
