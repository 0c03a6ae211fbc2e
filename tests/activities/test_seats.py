"""Seats and the waiting list."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, Shift, SignUp, Tell, Verb
from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_shift, make_sign_up, open_shift
from tests.organizations.factories import affiliate

S = SignUp.State


def test_sign_up_takes_a_seat(pair: Pair) -> None:
    person = affiliate("林知夏", pair.branch)
    shift = open_shift(make_activity(pair.branch))
    seat = actions.sign_up(by=person, shift=shift)
    seat.refresh_from_db()
    assert (seat.state, seat.name, seat.unit, seat.turn) == (S.CONFIRMED, "林知夏", "计本三", 0)
    assert Shift.objects.get().taken == 1
    assert list(Entry.objects.values_list("verb", "by_id")) == [(Verb.SIGNED_UP, person.pk)]
    notice = Notice.objects.get()
    assert (notice.kind, notice.to_id, notice.facts["activity"]) == (
        Tell.SIGNED_UP,
        person.pk,
        shift.activity.title,
    )


def test_sign_up_refuses_when_full(pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, shift={"capacity": 1, "waiting_places": 0}))
    make_sign_up(shift)
    late = make_user("许")
    with pytest.raises(Refused, match="名额已满"):
        actions.sign_up(by=late, shift=open_shift(shift.activity))
    assert (SignUp.objects.count(), Shift.objects.get().taken) == (1, 1)


def test_what_the_page_read_may_be_old(pair: Pair) -> None:
    """The page saw a free seat that is gone, or a full shift in which one became free."""
    activity = make_activity(pair.branch, shift={"capacity": 1})
    stale = open_shift(activity)
    first = make_sign_up(activity.shifts.get())
    assert actions.sign_up(by=make_user("甲"), shift=stale).state == S.WAITING
    full = open_shift(activity)
    SignUp.objects.exclude(pk=first.pk).delete()
    SignUp.objects.filter(pk=first.pk).update(state=S.CANCELLED)
    Shift.objects.update(taken=0, waiting=0)
    assert actions.sign_up(by=make_user("乙"), shift=full).state == S.CONFIRMED


def test_the_waiting_list_keeps_its_order(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    people = [make_user(name) for name in "甲乙丙丁"]
    seats = [actions.sign_up(by=person, shift=open_shift(activity)) for person in people]
    assert [(seat.state, queries.waiting_number(seat)) for seat in seats] == [
        (S.CONFIRMED, 0),
        (S.WAITING, 1),
        (S.WAITING, 2),
        (S.WAITING, 3),
    ]
    assert Notice.objects.get(kind=Tell.WAITING, to=people[3]).facts["place"] == 3
    actions.cancel_sign_up(by=people[1], sign_up=seats[1])
    actions.cancel_sign_up(by=people[0], sign_up=seats[0])
    states = dict(SignUp.objects.values_list("person__display_name", "state"))
    assert states == {"甲": S.CANCELLED, "乙": S.CANCELLED, "丙": S.CONFIRMED, "丁": S.WAITING}
    shift = Shift.objects.get()
    assert (shift.taken, shift.waiting) == (1, 1)
    assert list(Notice.objects.filter(kind=Tell.MOVED_UP).values_list("to_id", flat=True)) == [people[2].pk]
    assert list(queries.invariants()) == []


def test_who_signs_up_again_waits_at_the_end(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    people = [make_user(name) for name in "甲乙丙"]
    seats = [actions.sign_up(by=person, shift=open_shift(activity)) for person in people]
    actions.cancel_sign_up(by=people[1], sign_up=seats[1])
    again = actions.sign_up(by=people[1], shift=open_shift(activity))
    assert (again.pk, again.state, queries.waiting_number(again)) == (seats[1].pk, S.WAITING, 2)
    actions.cancel_sign_up(by=people[0], sign_up=seats[0])
    seats[2].refresh_from_db()
    assert seats[2].state == S.CONFIRMED


def test_signing_up_twice_changes_nothing_more(pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch))
    person = make_user()
    first = actions.sign_up(by=person, shift=shift)
    again = actions.sign_up(by=person, shift=shift)
    assert (again.pk, Shift.objects.get().taken) == (first.pk, 1)
    assert (Entry.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", [S.CONFIRMED, S.WAITING])
def test_overlapping_seats_are_refused(pair: Pair, state: str) -> None:
    person = make_user()
    one = make_activity(pair.branch, title="河边清洁", shift={"capacity": 1})
    shift = one.shifts.get()
    if state == S.WAITING:
        make_sign_up(shift, "别人")
    make_sign_up(shift, person, state=state)
    other = make_activity(pair.branch, shift={"starts_at": shift.starts_at + dt.timedelta(minutes=89)})
    with pytest.raises(Refused, match="河边清洁"):
        actions.sign_up(by=person, shift=open_shift(other))
    after = make_activity(pair.branch, shift={"starts_at": shift.ends_at})
    assert actions.sign_up(by=person, shift=open_shift(after)).state == S.CONFIRMED


@pytest.mark.parametrize("state", [S.CANCELLED, S.ABSENT])
def test_a_seat_given_up_is_no_obstacle(pair: Pair, state: str) -> None:
    person = make_user()
    shift = make_activity(pair.branch).shifts.get()
    make_sign_up(shift, person, state=state)
    other = make_activity(pair.branch, shift={"starts_at": shift.starts_at})
    assert actions.sign_up(by=person, shift=open_shift(other)).state == S.CONFIRMED


def test_not_once_it_has_begun(pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, state=Activity.State.RUNNING, shift={"starts_at": now()}))
    with pytest.raises(Refused, match="已经开始"):
        actions.sign_up(by=make_user(), shift=shift)


@pytest.mark.parametrize("state", ["finished", "settled", "cancelled"])
def test_not_when_the_activity_is_over(pair: Pair, state: str) -> None:
    shift = open_shift(make_activity(pair.branch, state=state))
    with pytest.raises(Refused):
        actions.sign_up(by=make_user(), shift=shift)


def test_a_cancellation_that_the_page_did_not_see(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    shift = open_shift(activity)
    person = make_user()
    actions.cancel(by=pair.secretary, activity=activity, reason="下大雨")
    with pytest.raises(Refused):
        actions.sign_up(by=person, shift=shift)
    assert SignUp.objects.count() == 0


def test_danger_needs_the_word_of_an_adult(pair: Pair) -> None:
    shift = open_shift(make_activity(pair.branch, is_dangerous=True, insurance="PICC-1"))
    person = make_user()
    with pytest.raises(Refused, match="18"):
        actions.sign_up(by=person, shift=shift)
    actions.sign_up(by=person, shift=shift, of_age=True)
    assert Entry.objects.get().facts == {"shift": shift.pk, "of_age": True}


def test_members_only(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, audience="members")
    assert actions.sign_up(by=affiliate("甲", pair.branch), shift=open_shift(activity)).state == S.CONFIRMED
    assert (
        actions.sign_up(by=affiliate("乙", pair.community), shift=open_shift(activity)).state == S.CONFIRMED
    )
    for person in (affiliate("丙", pair.other_branch), make_user("丁")):
        with pytest.raises(PermissionDenied):
            actions.sign_up(by=person, shift=open_shift(activity))


def test_nobody_gives_anothers_seat_back(pair: Pair) -> None:
    seat = make_sign_up(make_activity(pair.branch).shifts.get())
    for by in (pair.secretary, make_user("别人")):
        with pytest.raises(PermissionDenied):
            actions.cancel_sign_up(by=by, sign_up=seat)
    seat.refresh_from_db()
    assert seat.state == S.CONFIRMED


def test_giving_a_seat_back_twice_changes_nothing_more(pair: Pair) -> None:
    shift = make_activity(pair.branch).shifts.get()
    seat = make_sign_up(shift)
    for _round in range(2):
        actions.cancel_sign_up(by=seat.person, sign_up=seat)
    assert (Shift.objects.get().taken, Entry.objects.count()) == (0, 1)


@pytest.mark.parametrize("state", [S.CHECKED_IN, S.ABSENT])
def test_a_seat_that_was_used_stays(pair: Pair, state: str) -> None:
    seat = make_sign_up(make_activity(pair.branch).shifts.get(), state=state)
    with pytest.raises(Refused):
        actions.cancel_sign_up(by=seat.person, sign_up=seat)


def test_too_late_to_give_back(pair: Pair) -> None:
    seat = make_sign_up(make_activity(pair.branch).shifts.get())
    with moved_to(seat.shift.starts_at), pytest.raises(Refused, match="已经开始"):
        actions.cancel_sign_up(by=seat.person, sign_up=seat)


def test_everybody_is_reminded_once(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    shift = activity.shifts.get()
    seat = make_sign_up(shift)
    make_sign_up(shift, "候补", state="waiting")
    assert actions.remind(by=pair.secretary, shift=open_shift(activity)) == 1
    assert actions.remind(by=pair.secretary, shift=open_shift(activity)) == 0
    told = Notice.objects.filter(kind=Tell.REMINDER).values_list("to_id", flat=True)
    assert list(told) == [seat.person_id]


@pytest.mark.parametrize(
    "change",
    [
        {"taken": 6},
        {"taken": -1},
        {"capacity": 0},
        {"waiting": 1},
        {"ends_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_the_database_holds_the_truth_about_seats(pair: Pair, change: dict[str, object]) -> None:
    shift = make_activity(pair.branch).shifts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(**change)


def test_one_seat_each_by_the_database(pair: Pair) -> None:
    shift = make_shift(make_activity(pair.branch))
    seat = make_sign_up(shift)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(shift=shift, person=seat.person, name="又一次", state=S.CONFIRMED)
