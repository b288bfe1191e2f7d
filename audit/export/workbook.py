"""An Excel workbook. It is written to a file as it grows, so that memory holds one batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from audit.export.table import headings, rows
from audit.models import Event

# Excel's own limits are 1,048,576 rows and 32,767 characters.
ROWS_PER_SHEET = 1_000_000
LONGEST_CELL = 32_000
PART = 64 * 1024
WIDTHS = (9, 26, 28, 22, 12, 16, 12, 30, 18, 12, 36, 36, 36, 48, 14, 16, 18, 14)


def parts(batches: Iterable[list[Event]]) -> Iterator[bytes]:
    """The finished workbook, from a file that is gone afterwards."""
    with tempfile.TemporaryFile() as file:
        write(batches, file)
        file.seek(0)
        while part := file.read(PART):
            yield part


def write(batches: Iterable[list[Event]], file: IO[bytes]) -> None:
    """Everything on sheets of a million events, under headings that stay in sight."""
    book = Workbook(write_only=True)
    sheet, filled = _sheet(book), 0
    for batch in batches:
        for row in rows(batch):
            if filled == ROWS_PER_SHEET:
                sheet, filled = _sheet(book), 0
            sheet.append([_cell(sheet, cell) for cell in row])
            filled += 1
    book.save(file)


def _sheet(book: Workbook) -> Any:
    sheet = book.create_sheet(
        _("Audit trail") + (f" {len(book.sheetnames) + 1}" if book.sheetnames else "")
    )
    sheet.freeze_panes = "B2"
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_bold(sheet, heading) for heading in headings()])
    return sheet


def _bold(sheet: Any, heading: int | str) -> Any:
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: int | str) -> Any:
    """The value as a number or as a text; never as a formula, whatever it begins with."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("�", value)[:LONGEST_CELL]
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
