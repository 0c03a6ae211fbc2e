"""What somebody types as a figure, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongjian.policy import queries
from gongjian.policy.models import RuleValue, in_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("need.default_weeks", " 12 ", 12),
        ("insight.late_share", "0.25", 0.25),
        ("insight.late_share", "1", 1),
        ("volunteer.star_hours", "100，200、500; 800\n1000", [100, 200, 500, 800, 1000]),
        ("notice.quiet_from", "22:30", "22:30"),
        ("term.starts", "03-01, 08-28", ["03-01", "08-28"]),
        ("seven_ones.items", "读一本书、看一部老片", ["读一本书", "看一部老片"]),
        ("evaluation.weights", "组织建设 40\n共建实绩：60", {"组织建设": 40, "共建实绩": 60}),
        ("appeals.rate_weights", "20、40、40", [20, 40, 40]),
        ("calendar.settled_years", "2027", [2027]),
        ("calendar.settled_years", "", []),
        ("election.quorum_inclusive", "no", False),
    ],
)
def test_what_is_typed_becomes_the_figure(key: str, text: str, value: Any) -> None:
    assert queries.parse(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("need.default_weeks", ""),
        ("need.default_weeks", "八"),
        ("need.default_weeks", "0"),
        ("need.default_weeks", "-3"),
        ("need.default_weeks", "53"),
        ("need.default_weeks", "1e9"),
        ("need.default_weeks", "８"),
        ("need.default_weeks", "nan"),
        ("need.default_weeks", "99999999999999999999"),
        ("insight.late_share", "30%"),
        ("insight.late_share", "1.01"),
        ("session.idle_minutes", "31"),
        ("volunteer.star_hours", ""),
        ("volunteer.star_hours", "100、，、"[:3] + "x"),
        ("volunteer.star_hours", "1、" * 31),
        ("notice.quiet_from", "24:00"),
        ("notice.quiet_from", "9:00"),
        ("notice.quiet_from", "<script>"),
        ("term.starts", "02-30"),
        ("term.starts", "2-3"),
        ("seven_ones.items", "读" * 41),
        ("seven_ones.items", "读\x00书"),
        ("evaluation.weights", "组织建设 40\n共建实绩 59"),
        ("evaluation.weights", "组织建设"),
        ("evaluation.weights", "组织建设 50\n组织建设 50"),
        ("appeals.rate_weights", "50、51"),
        ("calendar.settled_years", "1900"),
        ("election.quorum_inclusive", "maybe"),
    ],
)
def test_what_cannot_be_the_figure_is_refused(key: str, text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        queries.parse(key, text)
    assert list(refusal.value.message_dict) == ["value"]


@pytest.mark.parametrize("value", [True, "8", None, [8], {"a": 8}, float("nan"), float("inf")])
def test_a_figure_keeps_its_shape(value: Any) -> None:
    with pytest.raises(ValidationError):
        queries.check("need.default_weeks", value)


def test_every_shipped_figure_can_be_typed_as_it_is_shown_in_the_form() -> None:
    for key, row in queries.shipped().items():
        assert queries.parse(key, queries.as_text(row["value"])) == row["value"]


def test_values_in_words() -> None:
    assert in_words(0.5, "share") == "50%"
    assert in_words(0.07, "share") == "7%"
    assert in_words([1, 2.5], "hours") == "1 / 2.5"
    assert in_words([], "years") == "–"
    assert in_words({"甲": 40, "乙": 60}, "percent") == "甲 40 / 乙 60"
    assert in_words("21:00", "time_of_day") == "21:00"
    assert (in_words(True, ""), in_words(False, "")) == ("是", "否")


def test_a_share_needs_no_unit_beside_it() -> None:
    assert (RuleValue(unit="share").unit_label, RuleValue(unit="days").unit_label) == ("", "天")
    assert RuleValue(unit="").unit_label == ""
