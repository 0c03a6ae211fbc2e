"""Tables that people take away: Excel workbooks and CSV files, and reading them back.

What somebody typed never becomes a formula on somebody else's machine: a cell that begins with `=`, `+`, `-` or `@`
is text (OWASP, CSV injection).
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 32_767  # characters that Excel holds in one cell
NARROWEST, WIDEST, LOOKED_AT = 8, 48, 200  # columns of a latin letter; rows read to find a width
FONT = "等线"
LARGEST = 50_000_000  # bytes that a workbook may unpack to
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")

Table = tuple[str, Sequence[Any], Iterable[Sequence[Any]]]


def plain(value: Any) -> Any:
    """A value as a cell holds it: local moments, 是/否, lists with 、 between, everything else a number or text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, dt.date | dt.time):
        return value
    if isinstance(value, list | tuple | set):
        return "、".join(str(each) for each in value)
    return _CONTROL.sub("", str(value))[:LONGEST]


def _width(value: Any) -> int:
    """Columns that a text takes: a Chinese character is as wide as two letters."""
    text = value.strftime("%Y-%m-%d %H:%M") if isinstance(value, dt.datetime) else str(value)
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line) for line in lines)


def _styled(page: WriteOnlyWorksheet, value: Any, *, head: bool = False) -> Any:
    """An example of a kind of cell; the others of its kind share its look."""
    cell = WriteOnlyCell(page, value)
    cell.font = Font(name=FONT, bold=head)
    cell.alignment = Alignment(vertical="center" if head else "top", wrap_text=True)
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, dt.datetime) else "yyyy-mm-dd"
    if isinstance(value, str):
        cell.quotePrefix = value.startswith(FORMULA)
    if head:
        cell.fill = PatternFill("solid", fgColor="F3E3DF")
        cell.border = Border(bottom=Side("thin", color="B3392F"))
    return cell


def _cells(page: WriteOnlyWorksheet, row: Sequence[Any], looks: dict[Any, Any]) -> Iterator[Any]:
    for value in row:
        risky = isinstance(value, str) and value.startswith(FORMULA)
        kind = (type(value), risky)
        if kind not in looks:
            looks[kind] = _styled(page, value)
        cell: Any = WriteOnlyCell(page, value)
        cell._style = looks[kind]._style
        if isinstance(value, str):
            cell.data_type = "s"  # never "f": the library takes a leading = for a formula
        yield cell


def _draw(page: WriteOnlyWorksheet, title: str, rows: int, column: int, beside: int) -> None:
    """Bars of a column (from 0) named by the second one, as a chart of Excel's own that reads the cells."""
    chart = BarChart()
    chart.type, chart.title, chart.legend, chart.gapWidth = "col", title, None, 60
    chart.width, chart.height = 20, 9
    chart.add_data(Reference(page, min_col=column + 1, min_row=2, max_row=rows + 1))
    chart.set_categories(Reference(page, min_col=2, min_row=2, max_row=rows + 1))
    chart.series[0].graphicalProperties.solidFill = "9A1F23"
    chart.dataLabels = DataLabelList(showVal=True)
    chart.x_axis.delete = chart.y_axis.delete = False
    page.add_chart(chart, f"{get_column_letter(beside + 2)}2")  # type: ignore[misc]


def _page(
    book: Workbook, title: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]], bars: int | None
) -> None:
    page = book.create_sheet(_NO_TITLE.sub(" ", str(title))[:31] or "1")
    head, body = [str(each) for each in columns], [[plain(value) for value in row] for row in rows]
    for at, label in enumerate(head):
        widths = [_width(label), *(_width(row[at]) for row in body[:LOOKED_AT] if at < len(row))]
        wanted = min(WIDEST, max(NARROWEST, max(widths) + 2))
        page.column_dimensions[get_column_letter(at + 1)].width = wanted
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = "9"  # A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.auto_filter.ref = f"A1:{get_column_letter(max(1, len(head)))}{len(body) + 1}"
    page.append([_styled(page, label, head=True) for label in head])
    looks: dict[Any, Any] = {}
    for row in body:
        page.append(list(_cells(page, row, looks)))
    if bars is not None and body:
        _draw(page, str(title), len(body), bars, len(head))


def book(tables: Iterable[Table], *, bars: Mapping[int, int] | None = None) -> bytes:
    """An Excel workbook of several sheets, each (title, columns, rows).

    `bars` names columns that are drawn as a chart as well: sheet → column, both from 0.
    """
    made = Workbook(write_only=True)
    for at, (title, columns, rows) in enumerate(tables):
        _page(made, title, columns, rows, (bars or {}).get(at))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(title: Any, columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """An Excel workbook of one sheet: a head that stays in view and is repeated in print, columns as wide as needed."""
    return book([(str(title), columns, rows)])


def _csv_cell(value: Any) -> Any:
    value = plain(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def csv_bytes(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file in UTF-8 with the mark that lets Excel read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_csv_cell(str(each)) for each in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def download(content: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """Content as a file to save; the name may be Chinese. It is kept by no cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Cache-Control"] = "private, no-store"
    return response


def table_file(kind: str, title: Any, columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a file to save, `kind` "xlsx" or "csv"."""
    if kind == "csv":
        return download(csv_bytes(columns, rows), f"{title}.csv", CSV)
    return download(sheet(title, columns, rows), f"{title}.xlsx")


# ---------------------------------------------------------------- reading back


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _opened(upload: Any) -> Workbook:
    """The workbook, unless it would unpack to more than anybody types."""
    with ZipFile(upload) as packed:
        unpacked = sum(each.file_size for each in packed.infolist())
    if unpacked > LARGEST:
        raise ValidationError(_("This workbook is too large. Please divide it."))
    upload.seek(0)
    return load_workbook(upload, read_only=True, data_only=True)


def _filled(upload: Any, at_most: int) -> Iterator[tuple[int, list[str]]]:
    found = 0
    for number, cells in enumerate(_opened(upload).worksheets[0].iter_rows(values_only=True), start=1):
        row = [_text(value) for value in cells]
        if not any(row):
            continue
        if found > at_most:
            raise ValidationError(
                _("The table has more than %(number)d rows. Please divide it.") % {"number": at_most}
            )
        found += 1
        yield number, row


def read(upload: Any, *, at_most: int) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers as Excel shows them, head included, empty rows left out.

    Every cell is text: days as 2026-03-01, whole numbers without a point. Raises `ValidationError` when the file is no
    workbook or has more than `at_most` rows below its head.
    """
    try:
        return list(_filled(upload, at_most))
    except (InvalidFileException, BadZipFile, LookupError, ValueError, SyntaxError, OSError) as error:
        raise ValidationError(
            _("This is no Excel workbook. Please save the table as .xlsx and choose it again.")
        ) from error
