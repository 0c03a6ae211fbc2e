"""Bookable places: opening hours, bookings that never overlap beyond the quantity, answers with reasons."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Booking, Resource, Tell
from tests.bad_input import Case, check
from tests.races import failures, together

from .conftest import Town, make_town
from .factories import make_resource

pytestmark = pytest.mark.django_db
B = Booking.State
DAY = today() + dt.timedelta(days=7)
OPEN = (dt.time(8), dt.time(20))


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def make_hall(town: Town, **fields: Any) -> Resource:
    """A hall of the branch, open every day from 8 to 20, one group at a time."""
    fields = {"kind": Resource.Kind.BASE, "title": "党群活动室", "bookable": True, **fields}
    hall = make_resource(town.branch, **fields)
    return actions.set_hours(by=town.secretary, resource=hall, hours=dict.fromkeys(range(7), OPEN))


def book(town: Town, hall: Resource, start: int = 9, end: int = 10, **more: Any) -> Booking:
    wanted = {"by": town.community_secretary, "organization": town.community, "purpose": "议事会", **more}
    return actions.book_resource(resource=hall, starts_at=at(DAY, start), ends_at=at(DAY, end), **wanted)


def test_a_request_is_accepted_by_the_owner_and_shown_in_the_calendar(client: Client, town: Town) -> None:
    hall = make_hall(town)
    booking = book(town, hall)
    assert book(town, hall).pk == booking.pk  # the same request twice
    asked = Notice.objects.filter(kind=Tell.BOOKING_ASKED, to=town.secretary)
    assert (booking.state, asked.count()) == (B.ASKED, 1)
    page = url("resource_calendar", hall.pk) + f"?day={DAY}"
    assert "议事会" not in client.get(page).content.decode()
    for _twice in range(2):
        booking = actions.accept_booking(by=town.liaison, booking=booking)
    assert booking.state == B.ACCEPTED
    assert Notice.objects.filter(kind=Tell.BOOKING_ACCEPTED, to=town.community_secretary).count() == 1
    assert "议事会" in client.get(page).content.decode()
    assert list(queries.invariants()) == []


def test_where_the_owner_says_so_it_is_booked_at_once(town: Town) -> None:
    assert book(town, make_hall(town, accepts_itself=True)).state == B.ACCEPTED
    own = book(town, make_hall(town), by=town.secretary, organization=town.branch)
    assert own.state == B.ACCEPTED


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ((9, 10), (10, 11), True), ((9, 11), (10, 12), False), ((9, 12), (10, 11), False), ((10, 11), (9, 12), False),
        ((9, 10), (8, 9), True),
    ],
)  # fmt: skip
def test_stretches_of_time_do_not_overlap(town: Town, first: Any, second: Any, fits: bool) -> None:
    hall = make_hall(town, accepts_itself=True)
    book(town, hall, *first)
    if fits:
        book(town, hall, *second)
    else:
        with pytest.raises(Refused):
            book(town, hall, *second)
    assert list(queries.invariants()) == []


def test_as_many_as_there_are(town: Town) -> None:
    hall = make_hall(town, accepts_itself=True, quantity=3)
    book(town, hall, 9, 11, number=2)
    book(town, hall, 11, 12, number=2)
    book(town, hall, 10, 12, number=1)
    with pytest.raises(Refused):
        book(town, hall, 8, 10, number=2)
    book(town, hall, 8, 10, number=1)
    assert list(queries.invariants()) == []


def test_a_request_that_no_longer_fits_can_not_be_accepted(town: Town) -> None:
    hall = make_hall(town)
    early, late = book(town, hall), book(town, hall, 9, 11)
    actions.accept_booking(by=town.secretary, booking=early)
    with pytest.raises(Refused):
        actions.accept_booking(by=town.secretary, booking=late)
    actions.refuse_booking(by=town.secretary, booking=late, reason="已有人用")
    actions.cancel_booking(by=town.community_secretary, booking=early, reason="改期")
    told = Notice.objects.filter(kind=Tell.BOOKING_CANCELLED).values_list("to_id", flat=True)
    assert {town.secretary.pk, town.community_secretary.pk} <= set(told)
    book(town, hall)


def test_what_is_over_is_not_cancelled(town: Town) -> None:
    booking = book(town, make_hall(town, accepts_itself=True))
    with moved_to(at(DAY, 10)), pytest.raises(Refused):
        actions.cancel_booking(by=town.secretary, booking=booking, reason="晚了")
    assert booking.may_end


def test_closed_days_and_hours(town: Town) -> None:
    hall = make_hall(town)
    for start, end in ((7, 9), (19, 21)):
        with pytest.raises(Refused):
            book(town, hall, start, end)
    actions.set_hours(by=town.secretary, resource=hall, hours={(DAY.weekday() + 1) % 7: OPEN})
    with pytest.raises(Refused):
        book(town, hall)


@pytest.mark.parametrize("state", ["draft", "paused", "withdrawn", "reserved"])
def test_only_what_is_offered_is_booked(town: Town, state: str) -> None:
    hall = make_hall(town)
    kept = {"reserved_for": town.other_branch, "reserved_until": DAY} if state == "reserved" else {}
    Resource.objects.filter(pk=hall.pk).update(state=state, **kept)
    with pytest.raises(Refused):
        book(town, hall)
    with pytest.raises(Refused):
        book(town, make_resource(town.branch))  # not bookable at all


def test_a_withdrawn_place_gives_its_bookings_back(town: Town) -> None:
    hall = make_hall(town, accepts_itself=True)
    booking = book(town, hall)
    actions.withdraw_resource(by=town.secretary, resource=hall)
    booking.refresh_from_db()
    assert (booking.state, booking.reason != "") == (B.CANCELLED, True)


def test_who_may_book_and_answer(town: Town) -> None:
    hall = make_hall(town)
    for person, organization in ((town.resident, town.community), (town.secretary, town.community)):
        with pytest.raises(PermissionDenied):
            book(town, hall, by=person, organization=organization)
    booking = book(town, hall)
    for person in (town.community_secretary, town.member, town.other_secretary):
        with pytest.raises(PermissionDenied):
            actions.accept_booking(by=person, booking=booking)
    with pytest.raises(PermissionDenied):
        actions.cancel_booking(by=town.other_secretary, booking=booking, reason="x")
    with pytest.raises(PermissionDenied):
        actions.set_hours(by=town.community_secretary, resource=hall, hours={})
    with pytest.raises(ValidationError):
        actions.refuse_booking(by=town.secretary, booking=booking, reason=" ")


@pytest.mark.parametrize("name", ["week", "month"])
def test_the_calendar_asks_equally_often(client: Client, town: Town, name: str) -> None:
    hall, asked = make_hall(town, accepts_itself=True), []
    for number in (1, 2, 3):
        book(town, hall, 8 + number, 9 + number)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url("resource_calendar", hall.pk), {"span": name, "day": str(DAY)})
        assert page.content.decode().count("议事会") == number
        asked.append(len(caught))
    assert asked[0] == asked[2]
    for hostile in ("?day=x", "?day=0001-01-01", "?day=9999-12-31", "?span=year", "?day=2027-02-30"):
        assert client.get(url("resource_calendar", hall.pk) + hostile).status_code == 200


GOOD = {
    "organization": "@", "day": str(DAY), "starts": "09:00", "ends": "10:00", "number": "1", "purpose": "议事会",
}  # fmt: skip
BOOKINGS = [
    Case("passed", {**GOOD, "day": "2020-01-01"}, "请选现在到半年以内的时间。", kept="2020-01-01"),
    Case("far", {**GOOD, "day": "2090-01-01"}, "请选现在到半年以内的时间。", kept="2090-01-01"),
    Case("year one", {**GOOD, "day": "0001-01-01"}, "请选现在到半年以内的时间。"),
    Case("no day", {**GOOD, "day": "下周"}, "日期", kept="下周"),
    Case("backwards", {**GOOD, "ends": "08:00"}, "结束要晚于开始。", kept="议事会"),
    Case("no purpose", {**GOOD, "purpose": " "}, "请写明用途。"),
    Case("a phone number", {**GOOD, "purpose": "找 13800002207"}, "里面有电话或身份证号", kept="13800002207"),
    Case("another organisation", {**GOOD, "organization": "999999"}, "请重新选择", kept="议事会"),
    Case("closed", {**GOOD, "starts": "06:00"}, "当天开放时间是 08:00 到 20:00。", status=409, kept="议事会"),
    Case("too many", {**GOOD, "number": "2"}, "这段时间还剩 1 个（共 1 个）", status=409, kept="议事会"),
]


@pytest.mark.parametrize("case", BOOKINGS, ids=str)
def test_bad_bookings(client: Client, town: Town, case: Case) -> None:
    hall = make_hall(town)
    client.force_login(town.community_secretary)
    data = {name: town.community.pk if value == "@" else value for name, value in case.data.items()}
    check(client, url("book_resource", hall.pk), Case(case.kind, data, case.message, case.status, case.kept))


HOURS = [
    Case("backwards", {"opens_0": "20:00", "closes_0": "08:00"}, "关门要晚于开门。", kept="20:00"),
    Case("one of two", {"opens_0": "08:00"}, "请两个时间都填，或都不填。", kept="08:00"),
    Case("no time", {"opens_0": "早上", "closes_0": "20:00"}, "时间", kept="早上"),
    Case("impossible", {"opens_0": "25:00", "closes_0": "26:00"}, "时间", kept="25:00"),
]


@pytest.mark.parametrize("case", HOURS, ids=str)
def test_bad_hours(client: Client, town: Town, case: Case) -> None:
    hall = make_hall(town)
    client.force_login(town.secretary)
    check(client, url("set_hours", hall.pk), case)


@pytest.mark.django_db(transaction=True)
def test_the_last_free_hour_goes_to_one(transactional_db: None) -> None:
    town = make_town()
    hall = make_hall(town, accepts_itself=True)
    said = together(
        [
            lambda: book(town, hall),
            lambda: book(town, hall, by=town.other_secretary, organization=town.other_branch),
            lambda: book(town, hall, 9, 12, by=town.secretary, organization=town.branch),
        ]
    )
    assert [type(error) for error in failures(said)] == [Refused, Refused]
    assert Booking.objects.filter(state=B.ACCEPTED).count() == 1
    assert list(queries.invariants()) == []
