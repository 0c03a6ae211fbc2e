"""Word files (docx) out of plain blocks: A4, Chinese fonts, page numbers.

Fonts, sizes and margins follow GB/T 9704-2012 (layout of official papers): title Song 22 pt, headings Hei 16 pt,
text FangSong 16 pt; tables are set smaller. Fonts are named, not embedded: the reader's Word has them.
Called outside transactions.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import docx as word
from django.conf import settings
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gongjian.core.clock import now

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LATIN, SONG, HEI, FANGSONG, KAI = "Times New Roman", "宋体", "黑体", "仿宋", "楷体"
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML 1.0 has no way to write them


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """Words that somebody wrote: each line is a paragraph. `indent` moves first lines in by two characters."""

    words: str
    indent: bool = True
    bold: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values in two columns; a row without a value is left out."""

    rows: Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on each page. `widths` are shares of the width, equal when left out.

    `size` is that of its letters, in points.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()
    size: float = 12


@dataclass(frozen=True)
class Signatures:
    """Places to sign and seal, side by side in twos: for each party its role, its name, the signer and the day."""

    parties: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Picture:
    """A picture (PNG) as wide as the text; `words` say what it shows to those who don't see it."""

    content: bytes
    words: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Text | Facts | Table | Signatures | Picture | PageBreak


def build(
    title: str, blocks: Iterable[Block], *, under_title: str = "", foot: str = "", wide: bool = False
) -> bytes:
    """The bytes of a Word file. `under_title` is a small line such as a number; `foot` stands at every page's end.

    `wide` lays the page on its side, for tables of many columns.
    """
    paper = word.Document()
    _page(paper, foot)
    if wide:
        _turned(paper.sections[0])
    _styles(paper)
    about = paper.core_properties
    about.title, about.author, about.language = clean(title)[:255], settings.SITE["name"], "zh-CN"
    about.created = about.modified = now().replace(tzinfo=None)
    about.comments = ""
    paper.add_paragraph(clean(title), style="Title")
    if under_title:
        _centred(paper, under_title)
    for block in blocks:
        WRITERS[type(block)](paper, block)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def clean(words: Any) -> str:
    """Words without the characters that no XML file can hold."""
    return UNFIT.sub("", str(words if words is not None else "")).replace("\r\n", "\n").replace("\r", "\n")


# ---------------------------------------------------------------- page and styles


def _page(paper: Any, foot: str) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("— ", "PAGE", " —"):
        _field(line, piece) if piece == "PAGE" else line.add_run(piece)
    if foot:
        line = section.footer.add_paragraph(clean(foot), style="Footer")
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _turned(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin = section.right_margin = Mm(20)


def _field(line: Any, name: str) -> None:
    """A field that Word counts itself, such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    line._p.append(field)


def _styles(paper: Any) -> None:
    _font(paper.styles["Normal"], FANGSONG, 16)
    shape = paper.styles["Normal"].paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(28)
    _font(paper.styles["Title"], SONG, 22, bold=True)
    _font(paper.styles["Footer"], SONG, 10.5)
    for level, (east, size, bold) in enumerate([(HEI, 16, False), (KAI, 16, True), (FANGSONG, 16, True)], 1):
        style = paper.styles[f"Heading {level}"]
        _font(style, east, size, bold=bold)
        style.paragraph_format.space_before = Pt(10 if level == 1 else 4)
        style.paragraph_format.space_after = Pt(4 if level == 1 else 0)
        style.paragraph_format.keep_with_next = True
    title = paper.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(14)
    title.paragraph_format.line_spacing = Pt(34)
    for line in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(line)
    footer = paper.styles["Footer"].paragraph_format
    footer.line_spacing = 1.0


def _font(style: Any, east: str, size: float, *, bold: bool = False) -> None:
    """Chinese letters in one font, others in Times; black. The template's theme fonts would win, so they go."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
    marks = style.element.get_or_add_rPr()
    fonts = marks.get_or_add_rFonts()
    for name in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), LATIN)
    fonts.set(qn("w:eastAsia"), east)
    for name in ("w:color", "w:spacing", "w:kern", "w:lang"):
        for old in marks.findall(qn(name)):
            marks.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    marks.append(language)


# ---------------------------------------------------------------- blocks


def _centred(paper: Any, words: str) -> None:
    line = paper.add_paragraph(clean(words))
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(10)
    for run in line.runs:
        run.font.size = Pt(12)


def _heading(paper: Any, block: Heading) -> None:
    paper.add_heading(clean(block.words), level=block.level)


def _text(paper: Any, block: Text) -> None:
    for words in clean(block.words).split("\n"):
        if not words.strip():
            continue
        line = paper.add_paragraph()
        line.add_run(words.strip()).bold = block.bold or None
        line.paragraph_format.keep_with_next = block.bold or None  # a name never stands alone at a page's end
        line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if block.indent:
            _indent(line)


def _indent(line: Any) -> None:
    """Two characters, whatever their size is."""
    shape = line._p.get_or_add_pPr()
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")
    shape._insert_ind(indent)


def _facts(paper: Any, block: Facts) -> None:
    rows = [(name, value) for name, value in block.rows if value not in (None, "")]
    if rows:
        table = _grid(paper, len(rows), [1, 3])
        for at, (name, value) in enumerate(rows):
            _cell(table.cell(at, 0), name, bold=True)
            _cell(table.cell(at, 1), value)


def _table(paper: Any, block: Table) -> None:
    table = _grid(paper, len(block.rows) + 1, block.widths or [1] * len(block.head))
    for at, words in enumerate(block.head):
        _cell(table.cell(0, at), words, bold=True, size=block.size)
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    for number, row in enumerate(block.rows, 1):
        cells = table.rows[number].cells
        for cell, value in zip(cells, row, strict=True):
            _cell(cell, value, size=block.size)


def _grid(paper: Any, rows: int, shares: Sequence[int]) -> Any:
    """An empty table with lines, as wide as the text; a row never breaks over two pages."""
    table = paper.add_table(rows, len(shares), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    page = paper.sections[0]
    across = page.page_width - page.left_margin - page.right_margin
    for column, share in zip(table.columns, shares, strict=True):
        width = int(across * share / sum(shares))
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    gap = paper.add_paragraph()
    gap.paragraph_format.line_spacing = Pt(12)
    return table


def _cell(cell: Any, value: Any, *, bold: bool = False, size: float = 12) -> None:
    for at, words in enumerate(clean(value).split("\n")):
        line = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        line.paragraph_format.line_spacing = Pt(size * 5 / 3)
        run = line.add_run(words)
        run.font.size = Pt(size)
        run.bold = bold or None


def _signatures(paper: Any, block: Signatures) -> None:
    rows = (len(block.parties) + 1) // 2
    paper.add_paragraph()
    table = paper.add_table(rows, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for at, (role, name, signer, day) in enumerate(block.parties):
        cell = table.cell(at // 2, at % 2)
        _cell(cell, f"{role}（盖章）\n{name}\n\n\n签署人：{signer}\n日　期：{day}\n")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _picture(paper: Any, block: Picture) -> None:
    page = paper.sections[0]
    across = page.page_width - page.left_margin - page.right_margin
    shape = paper.add_picture(io.BytesIO(block.content), width=across)
    shape._inline.docPr.set("descr", clean(block.words))
    paper.paragraphs[-1].paragraph_format.line_spacing = 1.0  # a fixed line would cut it off


def _break(paper: Any, _block: PageBreak) -> None:
    paper.add_page_break()


WRITERS: dict[type, Any] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Signatures: _signatures,
    Picture: _picture,
    PageBreak: _break,
}
