"""The PDF says what the facts say, whatever they say, and is made once."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from pypdf import PdfReader

from gongjian.documents import pdf
from gongjian.documents.models import Document
from tests.documents.factories import make_document

pytestmark = pytest.mark.django_db
HOSTILE = [
    '#import "@preview/cetz:0.3.0": *',
    "#panic()",
    '#read("/etc/passwd")',
    "#{ while true {} }",
    "$x^2$ @ref <label>",
    "*bold* _em_ `code` = 标题",
    "// 注释 /* 注释 */ \\ ~ ---",
    "\"引号\" “引号” '单引号'",
    "[方括号] {花括号} (圆括号)",
    "</svg><script>alert(1)</script>",
    "\\u{1F600} \\n \\",
    "{{ 7*7 }} {% now %} %(x)s",
]


def words(content: bytes) -> str:
    """The text of all pages without blanks: typesetting moves them."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join((page.extract_text() or "").split()) for page in pages)


def glued(text: str) -> str:
    return "".join(text.split())


def test_a_certificate_says_what_was_issued() -> None:
    text = words(pdf.render(make_document()))
    for piece in (
        "志愿服务记录证明",
        "GJ-2026-000001",
        "林知夏",
        "2025年9月1日至2026年4月10日",
        "15次",
        "40.6小时",
        "智慧助老课堂",
        "34.5",
        "双方确认",
        "组织者确认",
        "清源街道梧桐苑社区居民委员会",
        "负责人：陈桂芳",
        "第1页，共1页",
        "/documents/verify/",
    ):
        assert piece in text, piece
    assert "经办人" not in text


def test_an_agreement_says_what_was_signed() -> None:
    document = make_document(Document.Kind.AGREEMENT)
    text = words(pdf.render(document))
    for piece in (
        "共建协议",
        "甲方：计算机本科生第三党支部",
        "乙方：梧桐苑社区党委",
        "一、共建目的让社区老人会用手机挂号。",
        "三、协议期限自2026年4月15日起，至2027年4月14日止。",
        "（一）甲方（计算机本科生第三党支部）每次派6名志愿者。",
        "六、签署和终止",
        "签署人：周明远",
        "日期：2026年4月10日",
        glued(document.code_shown),
    ):
        assert piece in text, piece


def test_an_agreement_without_field_and_rhythm_numbers_its_clauses_in_a_row() -> None:
    text = words(pdf.render(make_document(Document.Kind.AGREEMENT, facts={"field": "", "rhythm": ""})))
    assert [f"{n}、" in text for n in "一二三四五"] == [True, True, True, True, False]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    facts = {"purpose": hostile, "rhythm": hostile}
    document = make_document(Document.Kind.AGREEMENT, facts=facts, title=hostile)
    text = words(pdf.render(document))
    assert glued(hostile).replace("\\u{1F600}", "") in text.replace("\\u{1F600}", "")
    assert "root:x" not in text


@pytest.mark.parametrize("hostile", HOSTILE[:6])
def test_hostile_names_on_a_certificate_stay_names(hostile: str) -> None:
    rows = [{"activity": hostile, "place": hostile, "times": 1, "minutes": 60, "witness": hostile}]
    text = words(pdf.render(make_document(facts={"name": hostile, "rows": rows, "issuer": hostile})))
    assert text.count(glued(hostile)) >= 4


@pytest.mark.parametrize(
    "facts",
    [
        {"rows": []},
        {"since": "soon", "until": "2026-02-30"},
        {"minutes": 0, "times": 0},
        {"name": "甲" * 400, "note": "很长的备注。" * 300},
        {"name": "😀🀄 éñ 𠮷"},
        {"head": None, "phone": None},
        {"rows": [{"activity": "清洁", "minutes": 10}] * 120},
    ],
)
def test_odd_facts_still_make_a_paper(facts: dict[str, Any]) -> None:
    content = pdf.render(make_document(facts=facts))
    assert content.startswith(b"%PDF")
    assert len(PdfReader(io.BytesIO(content)).pages) >= 1


def test_a_paper_is_made_once_and_kept_by_what_it_says(settings: LazySettings) -> None:
    document = make_document()
    first = pdf.render(document)
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [first]
    kept[0].write_bytes(b"%PDF from the cache")
    assert pdf.render(document) == b"%PDF from the cache"
    document.facts = {**document.facts, "minutes": 1}
    assert pdf.render(document) != first
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))) == 2


def test_the_same_paper_is_the_same_file(settings: LazySettings, tmp_path: Path) -> None:
    document = make_document()
    first = hashlib.sha256(pdf.render(document)).hexdigest()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert hashlib.sha256(pdf.render(document)).hexdigest() == first


def test_the_fonts_are_ours() -> None:
    reader = PdfReader(io.BytesIO(pdf.render(make_document())))
    fonts: Any = reader.pages[0]["/Resources"]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts["/Font"].get_object().values()}
    assert {name.split("+")[-1].split("-")[0] for name in names} == {"NotoSerifSC"}
