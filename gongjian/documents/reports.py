"""Reports and plans as Word files: numbered sections of words, facts and a table, then the signatures.

A report's facts are `about`, `partners` (name, side, signed_by, signed_on) and `sections`, each with `title` and any of
`words`, `facts` ([name, value] rows), `head` with `rows` and `widths`. Called outside transactions.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from . import docx
from .models import Document
from .queries import as_day

NUMERALS = "一二三四五六七八九十"


def word(document: Document) -> bytes:
    """The paper as bytes of a Word file; always in Chinese, as it was signed or made."""
    page = settings.SITE["base_url"].rstrip("/") + "/documents/verify/"
    foot = f"编号 {document.number}　验真码 {document.code_shown}　{page}"
    with translation.override("zh-hans"):
        blocks = list(_blocks(document.facts, date_format(document.issued_at, "Y年n月j日")))
        return docx.build(document.title, blocks, under_title=f"编号：{document.number}", foot=foot)


def _blocks(facts: dict[str, Any], issued: str) -> Iterator[docx.Block]:
    for number, section in enumerate(facts["sections"]):
        yield docx.Heading(f"{_numeral(number)}、{section['title']}")
        if section.get("words"):
            yield docx.Text(section["words"])
        if section.get("facts"):
            yield docx.Facts([(name, _readable(value)) for name, value in section["facts"]])
        if section.get("rows"):
            rows = [[_readable(value) for value in row] for row in section["rows"]]
            yield docx.Table(section["head"], rows, section.get("widths", ()))
    partners = facts["partners"]
    if any(partner.get("signed_by") for partner in partners):
        yield docx.Signatures([_signature(partner) for partner in partners])
    else:
        yield docx.Text("\n".join([*(partner["name"] for partner in partners), issued]), indent=False)


def _signature(partner: dict[str, Any]) -> tuple[str, str, str, str]:
    side = {"campus": "高校一方", "community": "社区一方"}.get(partner.get("side", ""), "合作方")
    return side, partner["name"], partner.get("signed_by", ""), _readable(partner.get("signed_on"))


def _numeral(at: int) -> str:
    """一, 二 … 十, 十一 …, as Chinese papers number their parts."""
    return NUMERALS[at] if at < len(NUMERALS) else f"十{NUMERALS[at - len(NUMERALS)]}"


def _readable(value: Any) -> str:
    day = as_day(value) if isinstance(value, str) and len(value) == len("2026-01-01") else None
    return date_format(day, "Y年n月j日") if day else str(value if value is not None else "")
