"""Dated figures: which version applies, what it costs to ask, and what comes with the platform."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to, today
from gongjian.policy import queries
from gongjian.policy.actions import load_shipped, set_rule
from gongjian.policy.models import Figure, RuleValue, Unit
from gongjian.policy.queries import figures
from gongjian.policy.queries.shapes import check
from tests.policy.factories import DAY, make_version

pytestmark = pytest.mark.django_db
PACKAGE = Path(queries.__file__).resolve().parents[2]


def test_every_shipped_figure_has_a_name_a_known_unit_a_source_and_a_valid_value() -> None:
    rows = queries.shipped()
    assert list(rows) == [row["key"] for row in rows.values()]
    assert set(rows) == set(Figure.values)
    assert {row["unit"] for row in rows.values()} - {""} <= set(Unit.values)
    assert {row["certainty"] for row in rows.values()} <= set(RuleValue.Certainty.values)
    assert [key for key, row in rows.items() if not row["source"].strip()] == []
    for key, row in rows.items():
        check(key, row["value"])
        dt.date.fromisoformat(row["valid_from"])


def test_the_figures_that_the_brief_of_the_loop_names() -> None:
    asked = {
        "need.escalate_after_days": 14,
        "need.default_weeks": 8,
        "cycle.silent_after_days": 21,
        "feedback.answer_within_days": 7,
        "attendance.code_seconds": 15,
        "attendance.code_accept_seconds": 30,
        "attendance.late_proof_hours": 2,
        "attendance.opens_minutes_before": 30,
        "volunteer.star_hours": [100, 300, 600, 1000, 1500],
        "notice.quiet_from": "21:00",
        "notice.quiet_until": "08:00",
        "notice.reminders_per_item": 2,
        "session.idle_minutes": 30,
        "volunteer.certificate_public_days": 7,
        "confirmation.code_valid_days": 30,
        "partnership.warn_before_days": [60, 30],
        "partnership.quiet_after_days": 90,
        "insight.few_under": 5,
        "insight.active_months_share": 0.5,
        "insight.confirmed_share": 0.5,
        "insight.reached_share": 0.5,
        "insight.supply_led_share": 0.5,
        "insight.late_share": 0.3,
        "insight.satisfaction": 3.5,
        "insight.participation_rate": 0.1,
        "insight.organisers": 2,
        "term.starts": ["02-20", "09-01"],
        "exchange.requests_per_minute": 120,
        "exchange.token_days": 365,
    }
    assert {key: queries.value(key) for key in asked} == asked


def _asked_for() -> set[str]:
    """Every key that the package passes as a literal to value() or rule()."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                key = node.args[0].value
                if name in {"value", "rule"} and isinstance(key, str) and "." in key:
                    found.add(key)
    return found


def test_no_code_asks_for_a_figure_that_is_not_shipped() -> None:
    asked = _asked_for()
    assert "switch.longest_days" in asked
    assert sorted(asked - set(queries.shipped())) == []


def test_an_unknown_figure_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        queries.value("need.no_such_thing")
    with pytest.raises(KeyError):
        queries.rule("")
    with pytest.raises(Http404):
        queries.versions("need.no_such_thing")


def test_a_day_before_the_first_version_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no value on 2019-12-31"):
        queries.value("need.default_weeks", dt.date(2019, 12, 31))
    assert queries.value("need.default_weeks", dt.date(2020, 1, 1)) == 8


def test_the_newest_version_that_holds_on_the_day_applies() -> None:
    day = today()
    load_shipped(by=SYSTEM)
    make_version("need.default_weeks", 6, day)
    make_version("need.default_weeks", 3, day + 10 * DAY, valid_until=day + 20 * DAY)
    days = [day - DAY, day, day + 9 * DAY, day + 10 * DAY, day + 20 * DAY, day + 21 * DAY]
    assert [queries.value("need.default_weeks", each) for each in days] == [8, 6, 6, 3, 3, 6]
    with moved_to(at(day + 12 * DAY)):
        assert queries.value("need.default_weeks") == 3


def test_rule_tells_source_unit_and_certainty() -> None:
    row = queries.rule("volunteer.star_hours")
    assert (row.unit, row.certainty) == ("hours", "S")
    assert "民函〔2012〕340号" in row.source


def test_without_rows_the_shipped_figures_hold() -> None:
    RuleValue.objects.all().delete()
    queries.forget()
    assert queries.value("attendance.code_seconds") == 15
    assert queries.rule("attendance.code_seconds").pk is None


def test_asking_again_costs_no_query(django_assert_num_queries: type[CaptureQueriesContext]) -> None:
    queries.value("need.default_weeks")
    with django_assert_num_queries(0):
        for key in queries.shipped():
            queries.value(key)
        queries.is_workday(today())


def test_a_change_is_seen_at_once_in_the_same_process() -> None:
    assert queries.value("need.default_weeks") == 8
    set_rule(by=SYSTEM, key="need.default_weeks", value=5, valid_from=today(), source="试", certainty="L")
    assert queries.value("need.default_weeks") == 5


def test_what_was_read_is_read_again_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process changes a row: this one follows when the token is gone (30 s, or within a second with Redis)."""
    load_shipped(by=SYSTEM)
    assert queries.value("need.default_weeks") == 8
    RuleValue.objects.filter(key="need.default_weeks").update(value=4)
    assert queries.value("need.default_weeks") == 8
    cache.delete("policy.seen")
    monkeypatch.setattr(figures, "LOOK_AGAIN", 0.0)
    assert queries.value("need.default_weeks") == 4


def test_loading_twice_adds_nothing_and_keeps_what_somebody_changed() -> None:
    RuleValue.objects.all().delete()
    assert len(load_shipped(by=SYSTEM)) == len(queries.shipped())
    RuleValue.objects.filter(key="need.default_weeks").update(value=11, source="本校规定")
    make_version("need.escalate_after_days", 10, today())
    before = list(RuleValue.objects.order_by("pk").values())
    assert load_shipped(by=SYSTEM) == []
    assert list(RuleValue.objects.order_by("pk").values()) == before
    assert (queries.value("need.default_weeks"), queries.value("need.escalate_after_days")) == (11, 10)


def test_a_new_release_brings_only_what_is_missing() -> None:
    load_shipped(by=SYSTEM)
    RuleValue.objects.filter(key="insight.few_under").delete()
    assert [row.key for row in load_shipped(by=SYSTEM)] == ["insight.few_under"]


def test_the_list_groups_finds_and_shows_what_comes_next() -> None:
    load_shipped(by=SYSTEM)
    make_version("need.default_weeks", 6, today() + DAY)
    everything = queries.lines()
    assert sum(len(rows) for rows in everything.values()) == len(queries.shipped())
    line = next(line for rows in everything.values() for line in rows if line.key == "need.default_weeks")
    assert (line.row and line.row.value, line.coming and line.coming.value) == (8, 6)
    found = [line.key for rows in queries.lines("340号").values() for line in rows]
    assert found == ["volunteer.star_hours", "volunteer.step_minutes"]
    primary = [line.key for rows in queries.lines("", "P").values() for line in rows]
    assert primary == ["volunteer.adult_age"]
    assert queries.lines("no such words") == {}


def test_figures_of_contexts_to_come_stand_apart() -> None:
    parts = {queries.part_of(key) for key in ("recruitment.wait_months", "conference.every_months")}
    assert len(parts) == 1
    assert queries.part_of("need.default_weeks") not in parts


def test_invariants_name_a_figure_without_a_value() -> None:
    load_shipped(by=SYSTEM)
    assert list(queries.invariants()) == []
    RuleValue.objects.filter(key="need.default_weeks").update(valid_until=today() - DAY)
    queries.forget()
    assert list(queries.invariants()) == ["figure need.default_weeks has no value today"]
