"""Yearly ledgers and monthly reports: one record, many uses; made once, safe to be cut off."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from docx import Document as Word
from openpyxl import load_workbook
from pypdf import PdfReader

from gongjian.activities.models import Activity
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.core.errors import Refused
from gongjian.documents import books as files
from gongjian.documents import pdf
from gongjian.documents.models import Document
from gongjian.insights import actions, making, queries, tasks
from gongjian.insights.models import Book, Subscription
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.activities.factories import make_settled
from tests.organizations.factories import appoint
from tests.reviews.factories import Pair

from .factories import NOON, held, make_term_pair, members, met

pytestmark = pytest.mark.django_db
YEAR = queries.years


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def busy() -> Pair:
    pair = make_term_pair()
    for number in range(3):
        met(pair, dt.date(2026, 4, 1 + number))
    shift = held(pair, dt.date(2026, 4, 1))
    for person in members(pair, 3):
        make_settled(shift, person)
    return pair


def ledger(pair: Pair, **rest: Any) -> Book:
    period = queries.years()["y2026"]
    values = {"by": pair.secretary, "kind": Book.Kind.YEARLY_LEDGER, "about": pair.branch, "period": period}
    return actions.ask_book(**(values | rest))


def test_a_ledger_holds_what_was_recorded_and_nothing_is_typed() -> None:
    book = making.make(ledger(busy()))
    assert book.state == Book.State.DONE
    assert book.parts == []
    facts = book.document.facts
    rows = {part["title"]: part["rows"] for part in facts["sections"]}
    assert [row[0] for row in rows["活动、到场和时长"]] == ["智慧助老课堂：手机挂号"]
    assert rows["活动、到场和时长"][0][5:8] == [3, "4.5", "4.5"]
    assert len(rows["需求和居民的回答"]) == 4  # three met, one still in work
    assert rows["需求和居民的回答"][-1][7:] == ["办好了", 5]
    assert rows["共建协议"]
    assert rows["项目和实测值"]
    assert dict(facts["summary"])["办成的需求"].startswith("3 ")


def test_rows_lead_to_their_pages(client: Client) -> None:
    pair = busy()
    book = making.make(ledger(pair))
    client.force_login(pair.secretary)
    for part in book.document.facts["sections"]:
        for link in filter(None, part["links"]):
            assert client.get(link).status_code == 200, link


def test_the_three_files_say_the_same() -> None:
    paper = making.make(ledger(busy())).document
    text = "".join((page.extract_text() or "") for page in PdfReader(io.BytesIO(pdf.render(paper))).pages)
    for words in ("智慧助老课堂", "目录", paper.number):
        assert words in text.replace("\n", "").replace(" ", ""), words
    word = Word(io.BytesIO(files.word(paper)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("智慧助老课堂" in cell for cell in cells)
    book = load_workbook(io.BytesIO(files.workbook(paper)))
    assert book.sheetnames[0] == "目录"
    assert len(book.sheetnames) == 2 + len(paper.facts["sections"])
    sheet = book[book.sheetnames[4]]
    assert sheet["B2"].value == "智慧助老课堂：手机挂号"
    assert sheet["C2"].value == dt.datetime(2026, 4, 1)
    assert sheet.cell(2, sheet.max_column).value.startswith("http")


def test_asked_twice_it_is_made_once_and_the_same_records_are_the_same_paper() -> None:
    pair = busy()
    first = ledger(pair)
    assert ledger(pair).pk == first.pk
    paper = making.make(first).document
    again = making.make(ledger(pair))
    assert again.pk != first.pk
    assert again.document_id == paper.pk
    assert Entry.objects.filter(verb="insights.book_asked").count() == 2


def test_new_records_give_a_new_paper() -> None:
    pair = busy()
    paper = making.make(ledger(pair)).document
    met(pair, dt.date(2026, 5, 1))
    assert making.make(ledger(pair)).document.number != paper.number


def test_a_killed_worker_goes_on_where_it_stopped() -> None:
    book = ledger(busy())
    part = queries.next_part(book)
    half = actions.keep_part(by=SYSTEM, book=book, part=part)
    assert (half.state, len(half.parts)) == ("waiting", 1)
    same = actions.keep_part(by=SYSTEM, book=book, part=part)  # another worker kept it first
    assert len(same.parts) == 1
    assert tasks.sweep_make_books() == 1
    book.refresh_from_db()
    assert book.state == Book.State.DONE
    assert tasks.sweep_make_books() == 0
    assert Notice.objects.get(kind="insights.book_ready").to == book.asked_by


def test_a_book_that_can_not_be_made_is_given_up_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = busy()
    broken, whole = ledger(pair), ledger(pair, about=pair.partnership)
    known = queries.next_part

    def fails(book: Book) -> Any:
        if book.pk == broken.pk:
            raise RuntimeError("disk")
        return known(book)

    monkeypatch.setattr(making.queries, "next_part", fails)
    assert tasks.sweep_make_books() == 1
    for _try in range(3):
        tasks.sweep_make_books()
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, broken.tries, whole.state) == ("failed", 3, "done")
    assert Notice.objects.filter(kind="insights.book_failed", to=pair.secretary).count() == 1


def test_only_those_inside_ask_and_read() -> None:
    pair = busy()
    stranger = appoint("何清", pair.university.other_branch)
    for by in (stranger, make_user("居民")):
        with pytest.raises(PermissionDenied):
            ledger(pair, by=by)
    making.make(ledger(pair))
    college = appoint("陈立新", pair.university.college)
    seen = {who: Book.objects.visible_to(who).count() for who in (pair.secretary, college, stranger)}
    assert list(seen.values()) == [1, 1, 0]
    assert Document.objects.visible_to(pair.chair).filter(kind="yearly_ledger").count() == 0


def test_no_person_stands_in_a_ledger() -> None:
    facts = str(making.make(ledger(busy())).document.facts)
    assert "党员 0" not in facts
    assert "周明远" not in facts


def test_the_queries_of_a_part_do_not_grow(django_assert_max_num_queries: Any) -> None:
    pair = busy()
    for number in range(6):
        shift = held(pair, dt.date(2026, 5, 1 + number), title=f"活动 {number}")
        make_settled(shift, f"某人 {number}")
    book = ledger(pair)
    with django_assert_max_num_queries(130):
        making.make(book)


# ------------------------------------------------------------------ the monthly report


def test_a_report_compares_with_the_month_before_and_a_year_ago() -> None:
    pair = busy()
    book = actions.ask_book(
        by=pair.chair, kind="monthly_report", about=pair.community, period=queries.months()["2026-04"]
    )
    book = making.make(book)
    facts = book.document.facts
    parts = {part["title"]: part for part in facts["sections"]}
    signals = {row[0]: row[1:] for row in parts["实效信号"]["rows"]}
    assert signals["办成的需求"][0].startswith("3 ")
    assert signals["办成的需求"][1].startswith("0")
    months = parts["每月谁来了"]
    assert len(months["rows"]) == 12
    assert months["rows"][-1][-1] == 3
    assert months["bars"] == 3
    assert pdf.render(book.document)[:4] == b"%PDF"


def test_the_report_comes_on_the_first_working_day_to_those_who_want_it() -> None:
    pair = busy()
    actions.want_report(by=pair.secretary, about=pair.branch)
    actions.want_report(by=pair.secretary, about=pair.branch)
    actions.want_report(by=pair.chair, about=pair.partnership)
    assert Subscription.objects.count() == 2
    with moved_to(at(dt.date(2026, 8, 1), 9)):  # a Saturday
        assert tasks.sweep_ask_reports() == 0
    with moved_to(at(dt.date(2026, 8, 3), 9)):
        assert tasks.sweep_ask_reports() == 2
        assert tasks.sweep_ask_reports() == 0
        tasks.sweep_make_books()
    told = Notice.objects.filter(kind="insights.book_ready")
    assert {notice.to for notice in told} == {pair.secretary, pair.chair}
    assert {book.since for book in Book.objects.all()} == {dt.date(2026, 7, 1)}


def test_an_ended_post_ends_the_report() -> None:
    pair = busy()
    liaison = appoint("赵联络", pair.branch, Post.LIAISON)
    actions.want_report(by=liaison, about=pair.branch)
    liaison_post = liaison.pk
    from gongjian.organizations.models import Appointment

    Appointment.objects.filter(person=liaison_post).update(until=dt.date(2026, 7, 1))
    with moved_to(at(dt.date(2026, 8, 3), 9)):
        assert tasks.sweep_ask_reports() == 0
    actions.want_report(by=pair.secretary, about=pair.branch)
    actions.leave_report(by=pair.secretary, about=pair.branch)
    actions.leave_report(by=pair.secretary, about=pair.branch)
    assert Entry.objects.filter(verb="insights.report_unwanted").count() == 1


# ------------------------------------------------------------------ the record sheet


def test_a_record_sheet_names_who_came_for_those_who_run_it() -> None:
    pair = busy()
    activity = Activity.objects.get()
    sheet = actions.make_sheet(by=pair.secretary, activity=activity)
    assert actions.make_sheet(by=pair.chair, activity=activity).pk == sheet.pk
    assert "党员 0" in str(sheet.facts)
    assert "党员 0" in "".join(
        (page.extract_text() or "") for page in PdfReader(io.BytesIO(pdf.render(sheet))).pages
    )
    counselor = appoint("吴辅导", pair.branch, Post.COUNSELOR)  # sees the branch, runs nothing
    college = appoint("陈立新", pair.university.college)
    stranger = appoint("何清", pair.university.other_branch)
    seen = [
        Document.objects.visible_to(who).filter(pk=sheet.pk).exists()
        for who in (counselor, college, stranger)
    ]
    assert seen == [False, True, False]
    with pytest.raises(PermissionDenied):
        actions.make_sheet(by=counselor, activity=activity)


def test_no_sheet_before_the_activity_is_over() -> None:
    pair = busy()
    Activity.objects.update(state=Activity.State.RUNNING)
    with pytest.raises(Refused):
        actions.make_sheet(by=pair.secretary, activity=Activity.objects.get())


# ------------------------------------------------------------------ pages


def test_the_page_makes_small_books_at_once_and_shows_progress_of_large_ones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = busy()
    client.force_login(pair.secretary)
    page = f"/insights/organizations/{pair.branch.pk}/books/"
    answer = client.post(page, {"what": "ledger", "year": "y2026"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/documents/")
    assert "智慧助老课堂" in answer.content.decode()
    pk = Document.objects.get(kind="yearly_ledger").pk
    for form in ("docx", "xlsx", "pdf"):
        assert client.get(f"/documents/{pk}/{form}/").status_code == 200
    monkeypatch.setattr("gongjian.insights.queries.books.SMALL", 0)
    answer = client.post(page, {"what": "report", "month": "2026-04"}, follow=True)
    shown = answer.content.decode()
    assert "0 / 8" in shown or "共 8 部分" in shown
    assert "hx-get" in shown
    tasks.sweep_make_books()
    assert client.get(answer.redirect_chain[-1][0], headers={"hx-request": "true"}).status_code == 200
    assert client.post(page, {"what": "want", "wanted": "yes"}).status_code == 302
    assert "不再寄" in client.get(page).content.decode()


def test_charts_of_the_files_hold_the_numbers_of_the_table() -> None:
    pair = busy()
    period = queries.month_before(NOON.date())
    book = making.make(
        actions.ask_book(by=pair.secretary, kind=Book.Kind.MONTHLY_REPORT, about=pair.branch, period=period)
    )
    paper = book.document
    assert paper is not None
    drawn = [part for part in paper.facts["sections"] if part["bars"] >= 0 and part["rows"]]
    assert drawn
    workbook = load_workbook(io.BytesIO(files.workbook(paper)))
    charts = {page.title: page._charts[0] for page in workbook if page._charts}
    for number, part in enumerate(paper.facts["sections"], start=1):
        title = f"{number} {part['title']}"[:31]
        assert (title in charts) == (part in drawn)
        if part in drawn:
            values = chart_cells(workbook, charts[title].series[0].val.numRef.f)
            assert values == [row[part["bars"]] for row in part["rows"]]
            names = chart_cells(workbook, charts[title].series[0].cat.numRef.f)
            assert names == [row[0] for row in part["rows"]]
    word = Word(io.BytesIO(files.word(paper)))
    said = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(said) == len(drawn)
    for part, words in zip(drawn, said, strict=True):
        assert all(f"{row[0]} {row[part['bars']]}" in words for row in part["rows"])


def chart_cells(workbook: Any, reference: str) -> list[Any]:
    """The values of the cells that a chart reads."""
    sheet, cells = reference.replace("'", "").split("!")
    return [cell.value for (cell,) in workbook[sheet][cells.replace("$", "")]]
