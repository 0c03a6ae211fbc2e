"""What pages and higher contexts read."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from gongjian.activities import queries
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import at, moved_to, now, today
from gongjian.points.models import Entry, Rule
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_settled,
    make_shift,
    make_sign_up,
    open_shift,
)
from tests.organizations.factories import affiliate, make_place

S = SignUp.State
VISITOR = AnonymousUser()


def titles(rows: Any) -> list[str]:
    return [row.activity.title for row in rows]


def test_the_board_shows_what_is_coming_soonest_first(pair: Pair) -> None:
    make_activity(pair.branch, title="后天")
    make_activity(pair.branch, title="明天", shift={"starts_at": now() + dt.timedelta(days=1)})
    make_activity(pair.branch, title="草稿", state="draft")
    make_activity(pair.branch, title="取消了", state="cancelled")
    make_activity(pair.branch, title="只给自己人", audience="members")
    make_activity(
        pair.branch, title="过去了", state="running", shift={"starts_at": now() - dt.timedelta(days=1)}
    )
    make_activity(pair.branch, title="正在办", state="running", shift={"starts_at": now()})
    assert titles(queries.board(VISITOR)) == ["正在办", "明天", "后天"]
    assert titles(queries.board(affiliate("甲", pair.branch))) == ["正在办", "明天", "后天", "只给自己人"]
    assert titles(queries.board_public(5)) == ["明天", "后天"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "lecture"}, ["党课"]),
        ({"kind": "visit"}, []),
        ({"only_free": True}, ["党课"]),
        ({"on_day": "later"}, ["党课"]),
        ({"on_day": "never"}, []),
        ({"days": 3}, ["清洁日"]),
        ({"community": "ours"}, ["清洁日"]),
        ({"community": "other"}, []),
    ],
)
def test_the_board_narrowed(pair: Pair, filters: dict[str, Any], expected: list[str]) -> None:
    full = make_activity(pair.branch, pair.community, title="清洁日", shift={"capacity": 1})
    make_sign_up(full.shifts.get())
    later = now() + dt.timedelta(days=9)
    make_activity(pair.branch, title="党课", kind="lecture", shift={"starts_at": later})
    days = {"later": (today() + dt.timedelta(days=9)), "never": today() + dt.timedelta(days=30)}
    places = {"ours": pair.community.pk, "other": pair.community.parent_id}
    given = dict(filters)
    if "on_day" in given:
        with moved_to(later):
            days["later"] = today()
        given["on_day"] = days[given["on_day"]]
    if "community" in given:
        given["community"] = places[given["community"]]
    assert titles(queries.board(VISITOR, queries.Filters(**given))) == expected


def test_the_choices_of_the_boards_filter(pair: Pair) -> None:
    assert list(queries.communities(VISITOR)) == []
    make_activity(pair.branch, place=make_place(pair.community, "新小区"))
    make_activity(pair.branch, pair.community.parent, state="cancelled")
    assert list(queries.communities(VISITOR)) == [pair.community]


def test_places_of_an_activity_with_ones_own_seat(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    first = activity.shifts.get()
    second = make_shift(activity, starts_at=first.ends_at, capacity=1)
    make_sign_up(first, "甲")
    make_sign_up(first, "乙", state=S.WAITING)
    person = make_user()
    make_sign_up(first, person, state=S.WAITING)
    one, two = queries.places(person, activity)
    assert (one.shift, one.number, one.can_cancel, one.can_join) == (first, 2, True, False)
    assert (two.shift, two.seat, two.can_join, two.can_wait) == (second, None, True, False)
    assert [place.seat for place in queries.places(VISITOR, activity)] == [None, None]


def test_next_for_skips_what_is_over(pair: Pair) -> None:
    person = make_user()
    past = make_activity(pair.branch, state="finished", shift={"starts_at": now() - dt.timedelta(days=1)})
    make_sign_up(past.shifts.get(), person, state=S.CHECKED_IN)
    assert queries.next_for(person) is None
    later = make_activity(pair.branch, shift={"starts_at": now() + dt.timedelta(days=5)})
    make_sign_up(later.shifts.get(), person)
    sooner = make_sign_up(make_activity(pair.branch).shifts.get(), person)
    given_up = make_activity(pair.branch, shift={"starts_at": now() + dt.timedelta(hours=3)})
    make_sign_up(given_up.shifts.get(), person, state=S.CANCELLED)
    assert queries.next_for(person) == sooner


def test_what_waits_for_which_side(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state="finished")
    shift = activity.shifts.get()
    make_sign_up(shift, "甲", state=S.CHECKED_IN)
    assert (list(queries.to_confirm(pair.secretary)), list(queries.to_countersign(pair.worker))) == (
        [activity],
        [],
    )
    make_attended(shift, "乙", confirmed_by=pair.secretary)
    assert list(queries.to_countersign(pair.worker)) == [activity]
    for person in (pair.stranger, pair.dean, make_user()):
        assert list(queries.to_confirm(person)) == list(queries.to_countersign(person)) == []
    alone = make_activity(pair.branch, state="finished")
    make_attended(alone.shifts.get(), "丙", confirmed_by=pair.secretary)
    assert (list(queries.to_countersign(pair.secretary)), list(queries.to_countersign(pair.deputy))) == (
        [],
        [alone],
    )


def test_a_check_in_at_this_moment(pair: Pair) -> None:
    person = make_user()
    start = now() + dt.timedelta(minutes=29)
    seat = make_sign_up(make_activity(pair.branch, shift={"starts_at": start}).shifts.get(), person)
    make_sign_up(make_activity(pair.branch).shifts.get(), person)
    assert queries.check_in_now(person) == [seat]
    with moved_to(now() - dt.timedelta(minutes=2)):
        assert queries.check_in_now(person) == []


def test_the_numbers_of_the_desk(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state="finished", shift={"capacity": 6})
    shift = activity.shifts.get()
    make_sign_up(shift, "甲", state=S.CHECKED_IN)
    make_sign_up(shift, "乙", state=S.CHECKED_IN, proof="list")
    make_attended(shift, "丙", minutes=30)
    make_settled(shift, "丁", minutes=60)
    make_sign_up(shift, "戊")
    make_sign_up(shift, "己", state=S.ABSENT)
    make_sign_up(shift, "庚", state=S.WAITING)
    make_sign_up(shift, "辛", state=S.CANCELLED)
    desk = queries.desk(pair.worker, activity)
    assert (desk.by_code, desk.by_list, desk.here, desk.seated) == (3, 1, 4, 6)
    assert (desk.missing, desk.absent, desk.waiting, desk.to_confirm, desk.open_rows) == (1, 1, 1, 2, 3)
    assert (desk.to_sign, desk.signed, desk.minutes) == (1, 1, 90)
    names = {
        show: [row.name for row in queries.desk_rows(pair.worker, activity, show)] for show in queries.LISTS
    }
    assert names == {
        "here": ["甲", "乙", "丙", "丁"],
        "missing": ["戊"],
        "absent": ["己"],
        "waiting": ["庚"],
    }
    with pytest.raises(PermissionDenied):
        queries.desk(pair.stranger, activity)


def test_hours_by_how_well_they_are_proven(pair: Pair) -> None:
    person = make_user()
    shift = make_activity(pair.branch, pair.community, state="settled").shifts.get()
    make_settled(shift, person, minutes=90)
    day = dt.timedelta(days=1)
    for n, (proof, minutes, make) in enumerate(
        [("list", 30, make_settled), ("code", 45, make_attended)], start=1
    ):
        other = make_activity(
            pair.branch, state="finished", shift={"starts_at": shift.starts_at + n * day}
        ).shifts.get()
        make(other, person, minutes=minutes, proof=proof)
    lecture = make_activity(pair.branch, kind="lecture", state="settled").shifts.get()
    make_settled(lecture, person, minutes=120)
    found = queries.hours_of(person)
    assert (found.by_code, found.by_list, found.one_side, found.times, found.minutes) == (90, 30, 45, 2, 120)
    with moved_to(shift.starts_at):
        first = today()
    assert queries.hours_of(person, first, first).minutes == 90
    assert queries.hours_of(person, first + day).minutes == 30
    assert queries.hours_of(make_user("别人")).minutes == 0


def test_hours_by_the_local_day(pair: Pair) -> None:
    """A shift at half past midnight belongs to the day that has just begun in the platform's time zone."""
    day = dt.date(2026, 4, 16)
    shift = make_activity(pair.branch, state="settled", shift={"starts_at": at(day, 0, 30)}).shifts.get()
    person = make_settled(shift).person
    assert queries.hours_of(person, day, day).minutes == 90
    assert queries.hours_of(person, day - dt.timedelta(days=1), day - dt.timedelta(days=1)).minutes == 0


@pytest.mark.parametrize(
    ("hours", "percents"),
    [(0, [0, 0, 0, 0, 0]), (50, [50, 0, 0, 0, 0]), (200, [100, 50, 0, 0, 0]), (9999, [100] * 5)],
)
def test_stars(db: None, hours: int, percents: list[int]) -> None:
    levels, source = queries.levels(hours * 60)
    assert [(level.number, level.hours) for level in levels] == [
        (1, 100),
        (2, 300),
        (3, 600),
        (4, 1000),
        (5, 1500),
    ]
    assert [level.percent for level in levels] == percents
    assert "民政部" in source


def test_what_is_not_visible_is_not_found(pair: Pair) -> None:
    draft = make_activity(pair.branch, state="draft")
    with pytest.raises(Http404):
        queries.activity_of(pair.stranger, draft.pk)
    with pytest.raises(Http404):
        queries.shift_of(VISITOR, draft.shifts.get().pk)
    seat = make_sign_up(make_activity(pair.branch).shifts.get())
    with pytest.raises(Http404):
        queries.my_sign_up(pair.secretary, seat.pk)
    with pytest.raises(Http404):
        queries.seat_for_desk(make_user(), seat.pk)


def test_from_what_an_activity_may_begin(pair: Pair) -> None:
    assert list(queries.organizers_for(pair.secretary)) == [pair.branch]
    assert list(queries.projects_for(pair.secretary)) == [pair.project]
    assert list(queries.projects_for(pair.worker)) == [pair.project]
    assert list(queries.projects_for(pair.stranger)) == []
    assert queries.project_to_plan(pair.secretary, str(pair.project.pk)) == pair.project
    for asked in ("", "x", "0", "²", "9" * 30, str(pair.project.pk + 1)):
        assert queries.project_to_plan(pair.secretary, asked) is None
    assert queries.project_to_plan(pair.stranger, str(pair.project.pk)) is None
    known = queries.draft_from(pair.worker, pair.project)
    assert (known["organizer"], known["partner"]) == (pair.community, pair.branch)


# ---- every broken invariant is named


def broken(message: str) -> bool:
    return any(message in found for found in queries.invariants())


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda shift, seat: Shift.objects.update(taken=2), "2 taken, but 1 seats"),
        (lambda shift, seat: Shift.objects.update(capacity=1, waiting=1), "1 waiting, but 0 turns"),
        (lambda shift, seat: Shift.objects.update(is_open=False), "is_open is False"),
        (
            lambda shift, seat: SignUp.objects.update(state=S.ATTENDED),
            "attended without proof, minutes or the organiser's word",
        ),
        (
            lambda shift, seat: Activity.objects.update(state="settled"),
            "settled, but somebody's minutes are open",
        ),
    ],
)
def test_a_broken_invariant_is_named(pair: Pair, break_it: Any, message: str) -> None:
    shift = make_activity(pair.branch).shifts.get()
    seat = make_sign_up(shift)
    assert list(queries.invariants()) == []
    break_it(shift, seat)
    assert broken(message)


def test_waiting_beside_a_free_seat_is_named(pair: Pair) -> None:
    shift = make_activity(pair.branch).shifts.get()
    SignUp.objects.create(shift=shift, person=make_user(), name="候补", state=S.WAITING, turn=1)
    assert broken("people wait although 5 places are free")


@pytest.fixture
def tariff(db: None) -> Rule:
    rule, _made = Rule.objects.get_or_create(
        code="service.hour",
        valid_from=dt.date(2020, 1, 1),
        defaults={"name": "志愿服务", "category": "service", "unit": "小时", "amount": 2},
    )
    return rule


def award(seat: SignUp, rule: Rule) -> Entry:
    return Entry.objects.create(
        person=seat.person,
        rule=rule,
        code="service.hour",
        quantity=1,
        amount=2,
        source_type="activities.signup",
        source_id=str(seat.pk),
    )


def test_a_missing_award_is_named(pair: Pair, tariff: Rule) -> None:
    seat = make_settled(make_activity(pair.branch, state="settled").shifts.get())
    assert broken("countersigned, but no points were awarded")
    award(seat, tariff)
    assert list(queries.invariants()) == []


def test_an_award_without_service_is_named(pair: Pair, tariff: Rule) -> None:
    seat = make_attended(make_activity(pair.branch, state="finished").shifts.get())
    award(seat, tariff)
    assert broken("awarded for a sign-up that both sides have not confirmed")


# ---- lists stay as fast with three rows as with one


def count(read: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def test_equal_numbers_of_queries_with_one_row_and_three(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state="finished", shift={"capacity": 9})
    shift = activity.shifts.get()
    person = make_user()

    def grow(n: int) -> None:
        make_activity(pair.branch, pair.community, project=pair.project, place=pair.project.place)
        make_attended(shift, f"甲{n}", confirmed_by=pair.secretary)
        other = make_activity(
            pair.branch,
            pair.community,
            state="settled",
            shift={"starts_at": now() - dt.timedelta(days=n)},
        )
        make_settled(other.shifts.get(), person)

    def reads() -> dict[str, int]:
        for user in (pair.secretary, pair.worker, person):
            user.__dict__.pop("_standing", None)
        return {
            "board": count(lambda: [str(row.activity.organizer) for row in queries.board(VISITOR)]),
            "places": count(lambda: queries.places(person, activity)),
            "desk": count(lambda: queries.desk(pair.secretary, activity)),
            "roster": count(lambda: [str(r.confirmed_by) for r in queries.roster(pair.secretary, activity)]),
            "sides": count(lambda: queries.sides(activity)),
            "mine": count(lambda: [str(r.shift.activity.organizer) for r in queries.seats_of_person(person)]),
            "arranged": count(lambda: [str(row.partner) for row in queries.arranged_by(pair.secretary)]),
            "hours": count(lambda: [str(r.shift.activity.organizer) for r in queries.hour_rows(person)]),
            "countersign": count(lambda: [str(row.organizer) for row in queries.to_countersign(pair.worker)]),
        }

    grow(1)
    with_one = reads()
    grow(2)
    grow(3)
    assert reads() == with_one
    assert max(with_one.values()) <= 5


def test_open_shift_is_read_with_all_that_a_sign_up_asks(pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, pair.community, audience="members"))
    person = affiliate("甲", pair.branch)
    person.has_perm("activities.sign_up", shift)
    assert count(lambda: person.has_perm("activities.sign_up", shift)) == 0
