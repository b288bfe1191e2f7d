"""HTML to PDF, with the fonts inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from PIL import ImageFile

if TYPE_CHECKING:
    from weasyprint import Document

# Enough for print; a photograph of the original size would only make the file heavy.
PRINT_DPI = 200


class CannotTypeset(Exception):
    """The machine lacks what lays out PDFs. The message says what to install."""


def typeset(pages: Sequence[str]) -> bytes:
    """One PDF of these HTML documents, each beginning on a new page. Needs no network.

    Raises ``CannotTypeset`` where Pango is not installed.
    """
    documents = [_lay_out(page) for page in pages]
    sheets = [sheet for document in documents for sheet in document.pages]
    printed: bytes = documents[0].copy(sheets).write_pdf(optimize_images=True, dpi=PRINT_DPI)
    return printed


def _lay_out(page: str) -> Document:
    try:
        # Loads Pango, which only this function needs.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise CannotTypeset(
            _(
                "PDFs cannot be made on this machine: install libpango-1.0-0, libpangoft2-1.0-0, "
                "libharfbuzz-subset0 and fonts-noto-cjk. Printing from the browser still works."
            )
        ) from error
    # WeasyPrint lets Pillow take broken images in the whole process; our intake refuses them.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Everything a sheet shows is inside its HTML: nothing else is ever fetched.
    return HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"})).render()
