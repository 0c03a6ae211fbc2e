"""Books of records as PDF, Word and Excel: the same rows, an index, no formula out of what somebody typed."""

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document as Word
from openpyxl import load_workbook
from pypdf import PdfReader

from gongjian.documents import books, pdf
from gongjian.documents.models import Document
from tests.documents.factories import make_document
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db
KINDS = [Document.Kind.RECORD_SHEET, Document.Kind.YEARLY_LEDGER, Document.Kind.MONTHLY_REPORT]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_three_files(kind: str) -> None:
    paper = make_document(kind)
    pages = PdfReader(io.BytesIO(pdf.render(paper))).pages
    text = "".join("".join((page.extract_text() or "").replace("\u200b", "").split()) for page in pages)
    for words in ("智慧助老课堂", "目录", "本期没有。", paper.number, "/activities/1/"):
        assert words in text, words
    word = Word(io.BytesIO(books.word(paper)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "智慧助老课堂\n/activities/1/" in cells
    assert word.sections[0].page_width > word.sections[0].page_height
    book = load_workbook(io.BytesIO(books.workbook(paper)))
    assert book.sheetnames == ["目录", "概况", "1 活动、到场和时长", "2 共同决定"]
    row = [cell.value for cell in book["1 活动、到场和时长"][2]]
    assert row[:2] == ["1-1", "智慧助老课堂"]
    assert row[4].endswith("/activities/1/")


def test_what_somebody_typed_is_no_formula() -> None:
    book = load_workbook(io.BytesIO(books.workbook(make_document(Document.Kind.YEARLY_LEDGER))))
    cell = book["1 活动、到场和时长"]["B3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_long_parts_are_cut_on_the_page_only(client: Client) -> None:
    branch = make_organization()
    part: dict[str, Any] = {"title": "活动", "note": "", "head": ["活动"], "widths": [1], "bars": -1}
    part |= {"rows": [[f"第{n}场"] for n in range(60)], "links": [""] * 60}
    paper = make_document(Document.Kind.YEARLY_LEDGER, parties=(branch,), facts={"sections": [part]})
    client.force_login(appoint("周明远", branch))
    body = client.get(f"/documents/{paper.pk}/").content.decode()
    assert "第49场" in body
    assert "第50场" not in body
    assert "另有 10 行在文件里。" in body
    assert "第59场" in str(
        [c.text for t in Word(io.BytesIO(books.word(paper))).tables for r in t.rows for c in r.cells]
    )


def test_the_public_page_says_whose_and_when_and_none_of_the_rows(client: Client) -> None:
    paper = make_document(Document.Kind.YEARLY_LEDGER)
    body = client.get(f"/documents/verify/{paper.code}/").content.decode()
    assert "计算机本科生第三党支部" in body
    assert "2026年1月1日" in body
    assert "智慧助老课堂" not in body
