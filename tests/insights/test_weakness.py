"""The weakest sign of a pair in words: rules over counts, thresholds from data."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from gongjian.insights.queries.measures import Measures
from gongjian.insights.queries.periods import Period
from gongjian.insights.queries.weakness import weakest_of
from gongjian.policy.models import RuleValue
from gongjian.policy.queries.figures import forget

pytestmark = pytest.mark.django_db
TERM = Period("term", dt.date(2026, 3, 1), dt.date(2026, 6, 30))


def months(number: int) -> Counter[dt.date]:
    return Counter({dt.date(2026, 3 + n, 1): 5 for n in range(number)})


GOOD: dict[str, Any] = {
    "needs": 8, "met": 6, "confirmed": 6, "raters": 6, "stars": 4.8, "projects": 2, "supply_led": 0,
    "activities": 8, "organisers": 4, "seats": 60, "minutes": 5400, "minutes_both": 5400, "late": 2,
    "people": 30, "campus_people": 12, "members": 23, "campus_times": months(4), "targets": 4, "reached": 3,
    "kinds": Counter({"volunteer": 2, "lecture": 2, "visit": 2, "study": 2}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "key", "label", "sentence"),
    [
        ({}, "", "势头不错", "没有急着要补的，保持节奏。"),
        (
            {"campus_times": months(1)},
            "active_months",
            "来得不固定",
            "4 个月里只有 1 个月有活动，居民不知道下次哪天来。",
        ),
        ({"confirmed": 1}, "confirmed", "居民回访少", "办结的 6 件事里，居民确认了 1 件，其余也请回访。"),
        ({"stars": 2.0}, "satisfaction", "居民不够满意", "6 位居民平均打 2.0 星，问问还差在哪里。"),
        ({"supply_led": 2}, "supply_led", "不是居民要的", "2 个项目里 2 个没有对应需求，先从居民要的做起。"),
        ({"campus_people": 1}, "participation", "参加的人少", "校方 23 人里 1 人参加过，可以多叫几个人。"),
        ({"reached": 0}, "targets", "目标没达到", "4 个目标里达到了 0 个，先量一量到期的，再改计划。"),
        (
            {"kinds": Counter({"volunteer": 8})},
            "kinds",
            "老是一个样",
            "8 次活动只有 1 种形式，换一种居民想要的。",
        ),
        ({"organisers": 1}, "organisers", "担子不匀", "8 次活动由 1 人准备，可以分给更多人。"),
        (
            {"late": 50},
            "late",
            "补录偏多",
            "60 条记录里 50 条是补录或缺一方确认，现场签到能省这一步。",
        ),
        (
            {"activities": 0, "campus_times": months(0), "seats": 0},
            "active_months",
            "没有活动",
            "这段时间没有活动，可以约定每月固定一天。",
        ),
    ],
)
def test_each_rule_names_what_to_mend(changes: dict[str, Any], key: str, label: str, sentence: str) -> None:
    found = weakest_of(Measures(**{**GOOD, **changes}), TERM)
    assert (found.key, found.label, found.sentence) == (key, label, sentence)
    assert found.fine == (key == "")


def test_the_widest_gap_is_named() -> None:
    both = weakest_of(Measures(**{**GOOD, "confirmed": 2, "supply_led": 2}), TERM)
    assert both.key == "supply_led"


@pytest.mark.parametrize(
    "changes",
    [
        {"raters": 4, "stars": 1.0},
        {"members": 4, "campus_people": 0},
        {"seats": 4, "late": 4},
        {"activities": 2, "organisers": 1},
    ],
    ids=["few raters", "few members", "few records", "few activities"],
)
def test_few_cases_blame_nobody(changes: dict[str, Any]) -> None:
    assert weakest_of(Measures(**{**GOOD, **changes}), TERM).fine


def test_a_pair_that_has_just_begun_is_let_alone() -> None:
    found = weakest_of(Measures(), Period("term", dt.date(2026, 3, 1), dt.date(2026, 3, 20)))
    assert (found.key, found.label) == ("", "刚起步")


def test_thresholds_are_data() -> None:
    measures = Measures(**{**GOOD, "confirmed": 4})
    assert weakest_of(measures, TERM).fine
    RuleValue.objects.create(
        key="insight.confirmed_share", value=0.9, valid_from=dt.date(2020, 1, 2), source="测试", certainty="L"
    )
    forget()
    assert weakest_of(measures, TERM).key == "confirmed"
    forget()
