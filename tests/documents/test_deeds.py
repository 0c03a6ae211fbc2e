"""An agreement as a Word file: the same words as the paper, Chinese fonts, A4, page numbers."""

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document as Word
from docx.oxml.ns import qn

from gongjian.documents import deeds, docx
from gongjian.documents.models import Document
from tests.documents.factories import AGREEMENT, make_document
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db


def words_of(file: Any) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in file.paragraphs), *cells])


def test_the_file_says_what_the_paper_says() -> None:
    paper = make_document(Document.Kind.AGREEMENT)
    file = Word(io.BytesIO(deeds.word(paper)))
    said = words_of(file)
    for words in (
        "甲方：计算机本科生第三党支部",
        "一、共建目的",
        "提供活动室。",
        "签署人：李建国",
        "2026年4月11日",
    ):
        assert words in said, words
    section = file.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    foot = "".join(line._p.xml for line in section.footer.paragraphs)
    assert 'w:instr="PAGE"' in foot
    assert paper.code_shown in foot
    fonts = file.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_five_parties_have_five_names() -> None:
    partners = [{"name": f"单位{at}", "side": "campus"} for at in range(5)]
    paper = make_document(Document.Kind.AGREEMENT, facts={**AGREEMENT, "partners": partners, "duties": []})
    said = words_of(Word(io.BytesIO(deeds.word(paper))))
    assert "戊方：单位4" in said
    assert "甲方、乙方、丙方、丁方、戊方经协商一致" in said


def test_odd_characters_make_no_broken_file() -> None:
    file = docx.build(
        "灯\x00", [docx.Text("修\x0b灯\x00<b>&\ud800😀"), docx.Facts([("空", ""), ("有", "\x1f亮")])]
    )
    said = words_of(Word(io.BytesIO(file)))
    assert "修灯<b>&😀" in said
    assert "亮" in said
    assert "空" not in said


def test_the_download_is_a_word_file(client: Client) -> None:
    branch = make_organization()
    paper = make_document(Document.Kind.AGREEMENT, parties=(branch,))
    client.force_login(appoint("周明远", branch))
    response = client.get(f"/documents/{paper.pk}/docx/")
    assert response.status_code == 200
    assert response["Content-Type"].endswith("wordprocessingml.document")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert content[:2] == b"PK"
