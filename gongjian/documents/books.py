"""Books of records as Word and Excel files: an index, then a table for each part, every row with its number and link.

A book's facts are `about`, `since`, `until`, `summary` ([name, value] rows) and `sections`, each with `title`, `note`,
`head`, `rows`, `links` (a path of the platform for each row, or ""), `widths`, and `bars`, the column that is drawn as
bars (-1 for none). Called outside transactions.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongjian.core import sheets
from gongjian.core.components.dates import days_between

from . import docx, pdf
from .models import Document
from .queries import as_day

DOCX = docx.MIME
SMALL = 9.5  # points, for tables of up to ten columns on a page that lies


def address(path: str) -> str:
    """A path of the platform as an address that works on paper."""
    return settings.SITE["base_url"].rstrip("/") + path if path else ""


def word(document: Document) -> bytes:
    """The book as a Word file."""
    with translation.override(settings.LANGUAGE_CODE):
        issued = date_format(document.issued_at, "DATE_FORMAT")
        under = _("Number %(number)s · issued on %(day)s") % {"number": document.number, "day": issued}
        foot = _("Check with code %(code)s: %(page)s")
        foot %= {"code": document.code_shown, "page": address("/documents/verify/")}
        return docx.build(document.title, _blocks(document.facts), under_title=under, foot=foot, wide=True)


def _blocks(facts: dict[str, Any]) -> Iterator[docx.Block]:
    yield docx.Facts([(_("Records of"), facts["about"]), (_("Period"), _days(facts))])
    yield docx.Heading(_("In numbers"))
    yield docx.Facts([(name, value) for name, value in facts["summary"]])
    if len(facts["sections"]) > 1:
        yield docx.Heading(_("Index"))
        yield docx.Table([_("No."), _("Part"), _("Rows")], index_of(facts), [1, 6, 1])
    for number, section in enumerate(facts["sections"], start=1):
        yield docx.Heading(f"{number}. {section['title']}")
        if section.get("note"):
            yield docx.Text(section["note"])
        if section["rows"]:
            yield docx.Table(*_narrow(number, section), size=SMALL)
            if section.get("bars", -1) >= 0:
                yield _drawn(section)
        else:
            yield docx.Text(_("None in this period."))


def _drawn(section: dict[str, Any]) -> docx.Picture:
    """The bars of a section, made of the numbers that stand in its table."""
    rows = [(str(row[0]), row[section["bars"]]) for row in section["rows"]]
    said = "，".join(f"{name} {value}" for name, value in rows)
    return docx.Picture(pdf.bars(section["title"], rows), f"{section['title']}：{said}")


def _narrow(part: int, section: dict[str, Any]) -> tuple[list[str], list[list[Any]], list[int]]:
    """The table with its row numbers; the page of each row stands below its first cell, to save a column."""
    rows = []
    for at, (row, link) in enumerate(zip(section["rows"], section["links"], strict=True), start=1):
        first = f"{row[0]}\n{link}" if link else row[0]
        rows.append([f"{part}-{at}", first, *row[1:]])
    widths = section.get("widths") or [2] * len(section["head"])
    return [_("No."), *section["head"]], rows, [max(1, sum(widths) // 13), *widths]


def workbook(document: Document) -> bytes:
    """The book as an Excel workbook: the index first, then a sheet for each part."""
    facts = document.facts
    with translation.override(settings.LANGUAGE_CODE):
        about = [
            [_("Title"), document.title],
            [_("Paper number"), document.number],
            [_("Records of"), facts["about"]],
            [_("Period"), _days(facts)],
            [_("Verification code"), document.code_shown],
            *facts["summary"],
        ]
        tables: list[sheets.Table] = [
            (_("Index"), [_("No."), _("Part"), _("Rows")], index_of(facts)),
            (_("In numbers"), [_("Name"), _("Value")], about),
        ]
        tables += [_sheet(number, section) for number, section in enumerate(facts["sections"], start=1)]
        drawn = {len(tables) - len(facts["sections"]) + at: section["bars"] + 1
                 for at, section in enumerate(facts["sections"])
                 if section.get("bars", -1) >= 0 and section["rows"]}  # fmt: skip
        return sheets.book(tables, bars=drawn)


def _sheet(part: int, section: dict[str, Any]) -> sheets.Table:
    pairs = enumerate(zip(section["rows"], section["links"], strict=True), start=1)
    rows = [[f"{part}-{at}", *map(_cell, row), address(link)] for at, (row, link) in pairs]
    return f"{part} {section['title']}", [_("No."), *section["head"], _("Page")], rows


def _cell(value: Any) -> Any:
    """Days as days, so that they sort and filter; everything else as it is."""
    return (as_day(value) if isinstance(value, str) and len(value) == len("2026-01-01") else None) or value


def index_of(facts: dict[str, Any]) -> list[list[Any]]:
    """Each part with its number and how many rows it has."""
    return [[at, part["title"], len(part["rows"])] for at, part in enumerate(facts["sections"], start=1)]


def _days(facts: dict[str, Any]) -> str:
    since, until = as_day(facts["since"]), as_day(facts["until"])
    return days_between(since, until) if since and until else ""
