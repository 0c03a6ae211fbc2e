"""Who was there and for how long."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.activities import actions, checkin_code, queries
from gongjian.activities.models import Activity, Shift, SignUp, Tell, Verb
from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused, TooMany
from gongjian.notices.models import Notice
from gongjian.points.models import Balance, Rule
from gongjian.points.models import Entry as PointsEntry
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_settled,
    make_sign_up,
    open_shift,
)
from tests.organizations.factories import affiliate, appoint

S = SignUp.State
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def shift(pair: Pair) -> Shift:
    """A shift of 90 minutes that began 10 minutes ago."""
    start = now() - 10 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.RUNNING, shift={"starts_at": start}
    )
    return open_shift(activity)


@pytest.fixture
def over(pair: Pair) -> Shift:
    """A shift that ended an hour ago; its activity is finished."""
    start = now() - 150 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.FINISHED, shift={"starts_at": start}
    )
    return open_shift(activity)


@pytest.fixture
def tariff(db: None) -> Rule:
    """Two points for an hour."""
    rule, _made = Rule.objects.get_or_create(
        code="service.hour",
        valid_from=dt.date(2020, 1, 1),
        defaults={"name": "志愿服务", "category": "service", "unit": "小时", "amount": 2},
    )
    Rule.objects.exclude(pk=rule.pk).filter(code="service.hour").delete()
    Rule.objects.filter(pk=rule.pk).update(amount=2, daily_cap=None)
    return rule


# ---- check-in


def test_check_in_with_the_code_of_the_moment(shift: Shift) -> None:
    seat = make_sign_up(shift)
    found = actions.check_in(by=seat.person, shift=shift, code=checkin_code.code(shift, now()))
    assert (found.pk, found.state, found.proof) == (seat.pk, S.CHECKED_IN, "code")
    assert found.checked_in_at is not None
    assert list(Entry.objects.values_list("verb", "subject_id")) == [(Verb.CHECKED_IN, str(seat.pk))]


def test_checking_in_twice_changes_nothing_more(shift: Shift) -> None:
    seat = make_sign_up(shift)
    code = checkin_code.code(shift, now())
    first = actions.check_in(by=seat.person, shift=shift, code=code)
    again = actions.check_in(by=seat.person, shift=shift, code=code)
    assert (again.checked_in_at, Entry.objects.count()) == (first.checked_in_at, 1)


def test_an_old_code_is_refused(shift: Shift) -> None:
    seat = make_sign_up(shift)
    moment = now()
    code = checkin_code.code(shift, moment)
    with moved_to(moment + dt.timedelta(seconds=31)), pytest.raises(Refused, match="签到码不对"):
        actions.check_in(by=seat.person, shift=shift, code=code)
    seat.refresh_from_db()
    assert seat.state == S.CONFIRMED


def test_the_code_of_another_shift_is_refused(pair: Pair, shift: Shift) -> None:
    seat = make_sign_up(shift)
    other = open_shift(
        make_activity(pair.branch, state=Activity.State.RUNNING, shift={"starts_at": shift.starts_at})
    )
    with pytest.raises(Refused, match="签到码不对"):
        actions.check_in(by=seat.person, shift=shift, code=checkin_code.code(other, now()))


@pytest.mark.parametrize(
    ("state", "words"),
    [(S.WAITING, "候补"), (S.ABSENT, "没来"), (S.CANCELLED, "没有报名"), (None, "没有报名")],
)
def test_only_those_with_a_seat_check_in(shift: Shift, state: str | None, words: str) -> None:
    person = make_user()
    if state:
        Shift.objects.update(capacity=1)
        if state == S.WAITING:
            make_sign_up(shift)
        make_sign_up(shift, person, state=state)
    with pytest.raises(Refused, match=words):
        actions.check_in(by=person, shift=shift, code=checkin_code.code(shift, now()))
    assert not SignUp.objects.filter(person=person, state=S.CHECKED_IN).exists()


@pytest.mark.parametrize(
    ("minutes", "accepted"), [(-31, False), (-30, True), (0, True), (210, True), (211, False)]
)
def test_the_window(shift: Shift, minutes: int, accepted: bool) -> None:
    """From 30 minutes before the start until two hours after the end (90 + 120)."""
    seat = make_sign_up(shift)
    moment = shift.starts_at + minutes * MINUTE
    with moved_to(moment):
        code = checkin_code.code(shift, moment)
        if accepted:
            assert actions.check_in(by=seat.person, shift=shift, code=code).state == S.CHECKED_IN
        else:
            with pytest.raises(Refused):
                actions.check_in(by=seat.person, shift=shift, code=code)


def test_guessing_is_cut_short(shift: Shift) -> None:
    seat = make_sign_up(shift)
    right = checkin_code.code(shift, now())
    wrong = str((int(right) + 500_000) % 1_000_000).zfill(6)
    for _try in range(10):
        with pytest.raises(Refused):
            actions.check_in(by=seat.person, shift=shift, code=wrong)
    with pytest.raises(TooMany):
        actions.check_in(by=seat.person, shift=shift, code=checkin_code.code(shift, now()))
    other = make_sign_up(shift, "许安然")
    actions.check_in(by=other.person, shift=shift, code=checkin_code.code(shift, now()))


@pytest.mark.parametrize("state", ["cancelled", "settled"])
def test_no_check_in_to_what_is_over(pair: Pair, state: str) -> None:
    activity = make_activity(pair.branch, state=state, shift={"starts_at": now()})
    found = open_shift(activity)
    with pytest.raises(Refused, match="现在不能签到"):
        actions.check_in(by=make_user(), shift=found, code=checkin_code.code(found, now()))


# ---- the list


@pytest.mark.parametrize("reason", ["", " 手机没电 "])
def test_the_list_always_suffices(pair: Pair, shift: Shift, reason: str) -> None:
    seat = actions.tick(by=pair.secretary, sign_up=make_sign_up(shift), reason=reason)
    assert (seat.state, seat.proof, seat.proof_reason) == (S.CHECKED_IN, "list", reason.strip())
    actions.tick(by=pair.secretary, sign_up=seat)
    assert Entry.objects.filter(verb=Verb.TICKED).count() == 1


def test_a_mistake_about_absence_is_mended(pair: Pair, shift: Shift) -> None:
    seat = make_sign_up(shift)
    actions.mark_absent(by=pair.secretary, sign_up=seat)
    actions.mark_absent(by=pair.secretary, sign_up=seat)
    assert list(Notice.objects.filter(kind=Tell.ABSENT).values_list("to_id", flat=True)) == [seat.person_id]
    assert actions.tick(by=pair.secretary, sign_up=seat).state == S.CHECKED_IN
    absent = actions.mark_absent(by=pair.secretary, sign_up=seat)
    assert (absent.state, absent.proof, absent.checked_in_at) == (S.ABSENT, "", None)


def test_a_long_reason_is_refused(pair: Pair, shift: Shift) -> None:
    with pytest.raises(ValidationError):
        actions.tick(by=pair.secretary, sign_up=make_sign_up(shift), reason="长" * 121)


def test_too_early_for_the_list(pair: Pair) -> None:
    seat = make_sign_up(make_activity(pair.branch).shifts.get())
    with pytest.raises(Refused, match="太早"):
        actions.tick(by=pair.secretary, sign_up=seat)
    with pytest.raises(Refused, match="太早"):
        actions.mark_absent(by=pair.secretary, sign_up=seat)


@pytest.mark.parametrize("state", [S.WAITING, S.CANCELLED])
def test_without_a_seat_nobody_is_ticked(pair: Pair, shift: Shift, state: str) -> None:
    Shift.objects.update(capacity=1)
    make_sign_up(shift)
    seat = make_sign_up(shift, "许", state=state)
    for act in (actions.tick, actions.mark_absent):
        with pytest.raises(Refused):
            act(by=pair.secretary, sign_up=seat)


# ---- minutes of both sides


def test_confirm_attendance_awards_once(pair: Pair, over: Shift, tariff: Rule) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=75)
    assert (queries.hours_of(seat.person).minutes, PointsEntry.objects.count()) == (0, 0)
    for _round in range(2):
        actions.countersign(by=pair.worker, sign_up=seat)
    seat.refresh_from_db()
    assert (seat.state, seat.minutes, seat.confirmed_by, seat.countersigned_by) == (
        S.ATTENDED,
        75,
        pair.secretary,
        pair.worker,
    )
    entry = PointsEntry.objects.get()
    assert (entry.person_id, entry.quantity, entry.amount) == (
        seat.person_id,
        Decimal("1.25"),
        Decimal("2.50"),
    )
    assert Balance.objects.get(person=seat.person).total == Decimal("2.50")
    assert queries.hours_of(seat.person).minutes == 75
    told = Notice.objects.filter(kind=Tell.MINUTES)
    assert [(row.to_id, row.facts["minutes"]) for row in told] == [(seat.person_id, 75)]
    over.activity.refresh_from_db()
    assert over.activity.state == Activity.State.SETTLED
    assert list(queries.invariants()) == []


def test_what_is_no_service_gives_no_points(pair: Pair, tariff: Rule) -> None:
    activity = make_activity(pair.branch, pair.community, kind="themed_day", state="finished")
    seat = make_attended(activity.shifts.get())
    actions.countersign(by=pair.worker, sign_up=seat)
    assert (PointsEntry.objects.count(), queries.hours_of(seat.person).minutes) == (0, 0)
    assert list(queries.invariants()) == []


@pytest.mark.parametrize("minutes", [0, -5, 91, 100_000])
def test_minutes_that_can_not_be(pair: Pair, over: Shift, minutes: int) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    with pytest.raises(ValidationError, match="90"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=minutes)
    seat.refresh_from_db()
    assert (seat.state, seat.minutes) == (S.CHECKED_IN, None)


def test_breaks_are_not_counted(pair: Pair, over: Shift) -> None:
    Shift.objects.update(break_minutes=30)
    seat = make_sign_up(over, state=S.CHECKED_IN)
    with pytest.raises(ValidationError, match="60"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=61)
    assert actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=60).minutes == 60


def test_not_before_the_shift_is_over(pair: Pair, shift: Shift) -> None:
    seat = make_sign_up(shift, state=S.CHECKED_IN)
    with pytest.raises(Refused, match="还没结束"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=30)
    with moved_to(shift.ends_at):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=30)


def test_minutes_may_change_until_both_have_signed(pair: Pair, over: Shift) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=90)
    actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=90)
    assert Entry.objects.filter(verb=Verb.MINUTES_CONFIRMED).count() == 1
    actions.confirm_minutes(by=pair.deputy, sign_up=seat, minutes=60)
    actions.countersign(by=pair.worker, sign_up=seat)
    with pytest.raises(Refused, match="双方"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=90)
    seat.refresh_from_db()
    assert (seat.minutes, seat.confirmed_by) == (60, pair.deputy)


def test_nobody_confirms_their_own_minutes(pair: Pair, over: Shift) -> None:
    own = make_sign_up(over, pair.secretary, state=S.CHECKED_IN)
    for act in (actions.tick, actions.mark_absent):
        with pytest.raises(PermissionDenied):
            act(by=pair.secretary, sign_up=own)
    with pytest.raises(PermissionDenied):
        actions.confirm_minutes(by=pair.secretary, sign_up=own, minutes=90)
    assert actions.confirm_all(by=pair.secretary, activity=over.activity) == 0
    actions.confirm_minutes(by=pair.deputy, sign_up=own, minutes=90)
    theirs = make_attended(over, pair.worker)
    with pytest.raises(PermissionDenied):
        actions.countersign(by=pair.worker, sign_up=theirs)
    assert actions.countersign_all(by=pair.worker, activity=over.activity) == 1
    theirs.refresh_from_db()
    assert theirs.countersigned_at is None


def test_one_person_never_signs_for_both_sides(pair: Pair, over: Shift) -> None:
    appoint(pair.secretary, pair.community, "liaison")
    seat = make_sign_up(over, state=S.CHECKED_IN)
    seat = actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=90)
    with pytest.raises(PermissionDenied):
        actions.countersign(by=pair.secretary, sign_up=seat)
    stale = SignUp.objects.select_related("shift__activity__organizer", "shift__activity__partner").get()
    stale.confirmed_by_id = None
    with pytest.raises(PermissionDenied):
        actions.countersign(by=pair.secretary, sign_up=stale)


@pytest.mark.parametrize(
    "change",
    [{"confirmed_by": "person"}, {"countersigned_by": "person"}, {"countersigned_by": "confirmed_by"}],
)
def test_the_database_refuses_it_too(over: Shift, change: dict[str, str]) -> None:
    seat = make_settled(over)
    fields = {name: getattr(seat, other) for name, other in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=seat.pk).update(**fields)


def test_the_other_side_signs_only_what_is_confirmed(pair: Pair, over: Shift) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    with pytest.raises(Refused, match="还没有确认"):
        actions.countersign(by=pair.worker, sign_up=seat)


def test_without_a_partner_a_second_organiser_or_a_superior_signs(pair: Pair) -> None:
    activity = make_activity(pair.branch, state="finished")
    shift = activity.shifts.get()
    one, two = (
        make_attended(shift, "甲", confirmed_by=pair.secretary),
        make_attended(shift, "乙", confirmed_by=pair.secretary),
    )
    for by in (pair.secretary, pair.worker, pair.stranger):
        with pytest.raises(PermissionDenied):
            actions.countersign(by=by, sign_up=one)
    actions.countersign(by=pair.deputy, sign_up=one)
    actions.countersign(by=pair.dean, sign_up=two)
    assert SignUp.objects.filter(countersigned_at__isnull=False).count() == 2


def test_all_at_once_by_either_side(pair: Pair, over: Shift) -> None:
    seats = [make_sign_up(over, name, state=S.CHECKED_IN) for name in "甲乙丙"]
    missing = make_sign_up(over, "丁")
    with pytest.raises(PermissionDenied):
        actions.confirm_all(by=pair.worker, activity=over.activity)
    assert actions.confirm_all(by=pair.secretary, activity=over.activity, minutes={seats[0].pk: 30}) == 1
    assert actions.confirm_all(by=pair.secretary, activity=over.activity) == 2
    assert Notice.objects.filter(kind=Tell.TO_COUNTERSIGN).count() == 0
    actions.mark_absent(by=pair.secretary, sign_up=missing)
    assert sorted(SignUp.objects.filter(state=S.ATTENDED).values_list("minutes", flat=True)) == [30, 90, 90]
    with pytest.raises(PermissionDenied):
        actions.countersign_all(by=pair.secretary, activity=over.activity)
    assert actions.countersign_all(by=pair.worker, activity=over.activity) == 3
    over.activity.refresh_from_db()
    assert over.activity.state == Activity.State.SETTLED


def test_a_seat_of_another_activity_is_passed_over(pair: Pair, over: Shift) -> None:
    foreign = make_sign_up(
        make_activity(pair.other_branch, state="finished").shifts.get(), state=S.CHECKED_IN
    )
    assert actions.confirm_all(by=pair.secretary, activity=over.activity, minutes={foreign.pk: 90}) == 0
    foreign.refresh_from_db()
    assert foreign.minutes is None


def test_the_partner_is_asked_once_all_have_minutes(pair: Pair, over: Shift) -> None:
    one, two = (make_sign_up(over, name, state=S.CHECKED_IN) for name in "甲乙")
    actions.confirm_minutes(by=pair.secretary, sign_up=one, minutes=90)
    assert Notice.objects.filter(kind=Tell.TO_COUNTERSIGN).count() == 0
    actions.confirm_minutes(by=pair.secretary, sign_up=two, minutes=90)
    told = Notice.objects.filter(kind=Tell.TO_COUNTERSIGN).values_list("to_id", flat=True)
    assert list(told) == [pair.worker.pk]


def test_minutes_sent_back(pair: Pair, over: Shift) -> None:
    seat = make_attended(over, confirmed_by=pair.secretary)
    with pytest.raises(ValidationError):
        actions.return_minutes(by=pair.worker, sign_up=seat, reason=" ")
    back = actions.return_minutes(by=pair.worker, sign_up=seat, reason="只来了一小时")
    assert (back.state, back.minutes, back.confirmed_by) == (S.CHECKED_IN, None, None)
    notice = Notice.objects.get(kind=Tell.RETURNED)
    assert (notice.to_id, notice.facts["reason"]) == (pair.secretary.pk, "只来了一小时")
    with pytest.raises(PermissionDenied):
        actions.return_minutes(by=pair.secretary, sign_up=seat, reason="不对")


def test_what_both_signed_is_not_sent_back(pair: Pair, over: Shift) -> None:
    with pytest.raises(Refused):
        actions.return_minutes(by=pair.worker, sign_up=make_settled(over), reason="不对")


def test_people_of_the_branch_have_no_say(pair: Pair, over: Shift) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    for by in (affiliate("同学", pair.branch), pair.stranger, pair.worker):
        with pytest.raises(PermissionDenied):
            actions.confirm_minutes(by=by, sign_up=seat, minutes=90)
