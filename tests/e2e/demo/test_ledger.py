"""The yearly ledger: asked for with one press, read in the browser, taken away as PDF, Word and Excel.

The three files say what the page says, and the page says what the records say.
"""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import Walk

People = Callable[..., Walk]


@pytest.fixture(scope="module")
def secretary(people: People) -> Walk:
    """A branch secretary who has just had this year's ledger made."""
    walk = people("secretary-a").go("/insights/")
    walk.press("台账和月报")
    walk.page.locator("form:has([name='year']) button[type='submit']").click()
    walk.page.wait_for_url(re.compile(r"/documents/\d+/$"), timeout=20_000)
    return walk


def sections(walk: Walk) -> dict[str, list[list[str]]]:
    """The tables of the page: heading → rows as text."""
    return walk.page.evaluate(  # type: ignore[no-any-return]
        """() => Object.fromEntries([...document.querySelectorAll("section[id^=part-]")].map(part => [
            part.querySelector("h2").textContent.trim(),
            [...part.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.textContent.trim()))
        ]))"""
    )


def taken(walk: Walk, name: str) -> io.BytesIO:
    """A file as it is saved by pressing its button."""
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("link", name=re.compile(name)).first.click()
    return io.BytesIO(waiting.value.path().read_bytes())


def plain(text: Any) -> str:
    """Words without blanks and line breaks, as PDF readers set them anywhere."""
    return re.sub(r"\s+", "", str(text or ""))


def test_the_page_has_an_index_and_rows_that_lead_to_their_records(secretary: Walk) -> None:
    secretary.sees(re.compile("党支部.*年台账"))
    found = sections(secretary)
    assert len(found) == 6
    activities = next(rows for title, rows in found.items() if "活动" in title)
    assert activities
    title = activities[0][1]
    row = secretary.page.locator("section[id^=part-] a", has_text=title).first
    href = row.get_attribute("href")
    secretary.page.goto(str(href))
    expect(secretary.page.locator("h1")).to_contain_text(title)
    secretary.page.go_back()


def test_excel_word_and_pdf_hold_the_rows_of_the_page(secretary: Walk) -> None:
    found = sections(secretary)
    workbook = load_workbook(taken(secretary, "Excel"), read_only=True)
    word = Document(taken(secretary, "Word"))
    pdf = plain("".join(page.extract_text() for page in PdfReader(taken(secretary, "PDF")).pages))
    words = plain(" ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells))
    assert len(workbook.sheetnames) == 2 + len(found)
    for at, (heading, rows) in enumerate(found.items()):
        sheet = workbook[workbook.sheetnames[2 + at]]
        kept = [[plain(value) for value in row[:2]] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert kept == [[plain(cell) for cell in row[:2]] for row in rows], heading
        for row in rows:
            assert plain(row[1]) in words, row
            assert plain(row[1]) in pdf, row


def test_its_numbers_are_those_of_the_signals(secretary: Walk) -> None:
    """The ledger's activities are the records behind the numbers of the same days on the pages of effect."""
    found = sections(secretary)
    activities = next(rows for title, rows in found.items() if "活动" in title)
    came = sum(int(row[6]) for row in activities)
    summary = secretary.page.locator("dl").first.inner_text()
    said = re.search(r"(\d+) 次活动，(\d+) 人次", summary)
    assert said is not None, summary
    assert (int(said[1]), int(said[2])) == (len(activities), came)


def test_the_number_on_the_paper_is_verified_by_anybody(secretary: Walk, people: People) -> None:
    code = secretary.page.locator(".gj-a4__seal dd .gj-num").first.inner_text()
    visitor = people().go("/documents/verify/").fill(code=code)
    visitor.page.locator("main form button").first.click()
    visitor.sees("这份文件是真的").sees(re.compile("党支部.*年台账"))
