"""The compliance guard: a row per prohibition, with the live state of its switches."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.core.clock import today
from gongjian.policy import queries
from gongjian.policy.models import Figure, SwitchName
from gongjian.policy.queries.guard import ROWS
from tests.organizations.factories import appoint, make_organization, make_university
from tests.policy.factories import DAY, make_switch

pytestmark = pytest.mark.django_db


def _open(organization=None) -> list[str]:  # type: ignore[no-untyped-def]
    """The names of the switches that the guard shows as on."""
    return [state.label for row in queries.guard(organization) for state in row.switches if state.decisions]


def test_every_switch_bears_on_a_row_and_every_row_has_words_and_a_source() -> None:
    assert {name for row in ROWS for name in row.switches} == set(SwitchName)
    assert {key for row in ROWS for key in row.figures} <= set(Figure)
    assert [row for row in ROWS if not (str(row.words) and str(row.source) and str(row.kept))] == []


def test_the_five_must_nots_are_there() -> None:
    words = " ".join(str(row.words) for row in ROWS)
    for must_not in ("填表", "打卡", "排名", "在线时长", "强制安装", "点赞", "照片", "商业"):
        assert must_not in words


def test_with_everything_off_every_row_is_kept() -> None:
    assert _open() == []
    assert [row.is_open for row in queries.guard()] == [False] * len(ROWS)


def test_the_state_is_live() -> None:
    tree = make_university()
    by = appoint("书记", tree.branch)
    switch = make_switch(tree.branch, by, name=SwitchName.STUDY_TIME)
    make_switch(tree.second, by, name=SwitchName.PHOTO_PROOF, since=today() - 9 * DAY, until=today() - DAY)
    assert _open() == ["学习时长统计", "学习时长统计"]  # it bears on two prohibitions
    assert _open(tree.branch) == ["学习时长统计", "学习时长统计"]
    assert _open(tree.second) == _open(tree.college) == []
    switch.delete()
    assert _open() == []


def test_the_page_costs_the_same_for_one_decision_and_for_many(
    client: Client, django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    root = make_organization()
    by = appoint("书记", root)
    client.get("/policy/guard/")
    for number in range(8):
        place = make_organization(f"第{number}党支部", parent=root)
        make_switch(place, by)
        if number in (0, 7):
            with django_assert_num_queries(1):
                body = client.get("/policy/guard/").content.decode()
    assert body.count("党支部，至") == 5
    assert "还有3项" in body


def test_the_sheet_is_for_one_organisation_or_for_all(client: Client) -> None:
    tree = make_university()
    make_switch(tree.branch, appoint("书记", tree.branch))
    everywhere = client.get("/policy/guard/sheet/").content.decode()
    assert "计算机本科生第三党支部，至" in everywhere
    elsewhere = client.get("/policy/guard/sheet/", {"organization": tree.other_college.pk}).content.decode()
    assert "护理学院党总支" in elsewhere
    assert "计算机本科生第三党支部" not in elsewhere


@pytest.mark.parametrize(
    ("asked", "status"),
    [("999999", 404), ("x", 200), ("", 200), ("-1", 200), ("٣", 200), ("9" * 40, 200), ("1;drop", 200)],
)
def test_what_stands_in_the_address_can_not_break_it(client: Client, asked: str, status: int) -> None:
    assert client.get("/policy/guard/", {"organization": asked}).status_code == status
