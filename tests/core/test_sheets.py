"""Tables that people take away, and reading them back."""

import datetime as dt
import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from gongjian.core import sheets

HEAD = ["标题", "人数", "日期"]
ROWS = [["老年人智能手机培训，每周一次", 3, dt.date(2026, 3, 1)], ["=HYPERLINK('x')", -4, None]]


def opened(content):
    return load_workbook(io.BytesIO(content)).active


def test_the_head_stays_in_view_and_columns_are_as_wide_as_chinese_needs():
    page = opened(sheets.sheet("需求/清单", HEAD, ROWS))
    assert page.title == "需求 清单"
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[1]] == HEAD
    assert page["A1"].font.b
    assert (
        page.column_dimensions["A"].width == 30
    )  # 14 characters, twice as wide as letters, and two to breathe
    assert page["C2"].value == dt.datetime(2026, 3, 1)
    assert page["C2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_somebody_typed_never_becomes_a_formula(typed):
    cell = opened(sheets.sheet("x", ["a"], [[typed]]))["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    line = sheets.csv_bytes(["a"], [[typed]]).decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"').startswith("'")


def test_numbers_stay_numbers():
    assert opened(sheets.sheet("x", ["a"], [[-4]]))["A2"].value == -4
    assert sheets.csv_bytes(["a"], [[-4]]).decode("utf-8-sig") == "a\r\n-4\r\n"


def test_control_characters_and_endless_text_do_not_break_the_file():
    cell = opened(sheets.sheet("x", ["a"], [["a\x00b" + "长" * 40_000]]))["A2"]
    assert cell.value.startswith("ab长")
    assert len(cell.value) == sheets.LONGEST


def test_a_workbook_of_several_sheets():
    made = load_workbook(io.BytesIO(sheets.book([("一", ["a"], [[1]]), ("二", ["b"], [])])))
    assert made.sheetnames == ["一", "二"]


def test_a_download_has_a_chinese_name_and_is_kept_by_no_cache():
    response = sheets.table_file("csv", "我的清单", ["a"], [[1]])
    assert "%E6%88%91%E7%9A%84%E6%B8%85%E5%8D%95.csv" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert sheets.table_file("xlsx", "x", ["a"], [])["Content-Type"] == sheets.XLSX


def test_what_was_written_can_be_read_back():
    rows = sheets.read(io.BytesIO(sheets.sheet("x", HEAD, [*ROWS, [None, None, None]])), at_most=2)
    assert rows == [(1, HEAD), (2, [ROWS[0][0], "3", "2026-03-01"]), (3, ["=HYPERLINK('x')", "-4", ""])]


def test_too_many_rows_or_no_workbook_are_refused():
    with pytest.raises(ValidationError, match="1"):
        sheets.read(io.BytesIO(sheets.sheet("x", HEAD, ROWS)), at_most=1)
    with pytest.raises(ValidationError):
        sheets.read(io.BytesIO(b"no workbook"), at_most=1)
    with pytest.raises(ValidationError):
        sheets.read(io.BytesIO(b""), at_most=1)


def test_a_workbook_that_would_unpack_to_a_mountain_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST", 1000)
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "a" * 2000)
    with pytest.raises(ValidationError):
        sheets.read(packed, at_most=1)
