"""The person's own code, the printed sheet, leaving, and the minutes that follow from them."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from gongjian.activities import actions, checkin_code, queries
from gongjian.activities.models import Activity, Shift, SignUp, Verb
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.policy.actions import set_rule
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_shift,
    make_sign_up,
    open_shift,
)

S = SignUp.State
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def shift(pair: Pair) -> Shift:
    """A shift of 90 minutes that began half an hour ago."""
    start = now() - 30 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.RUNNING, shift={"starts_at": start}
    )
    return open_shift(activity)


@pytest.fixture
def over(pair: Pair) -> Shift:
    start = now() - 150 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.FINISHED, shift={"starts_at": start}
    )
    return open_shift(activity)


# ---- the person's own code


def test_a_scanned_person_is_here(shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    text = checkin_code.personal(seat, now())
    found = actions.scan(by=pair.secretary, shift=shift, text=f" {text.lower()} ")
    assert (found.state, found.proof) == (S.CHECKED_IN, "scan")
    first = found.checked_in_at
    assert actions.scan(by=pair.secretary, shift=shift, text=text).checked_in_at == first
    assert list(Entry.objects.values_list("verb", flat=True)) == [Verb.SCANNED]


def test_a_scan_records_leaving(shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    text = checkin_code.personal(seat, now())
    with pytest.raises(Refused):
        actions.scan(by=pair.secretary, shift=shift, text=text, leaving=True)  # nobody leaves who never came
    actions.scan(by=pair.secretary, shift=shift, text=text)
    left = actions.scan(by=pair.secretary, shift=shift, text=text, leaving=True)
    assert left.checked_out_at is not None


def test_what_a_scan_refuses(shift: Shift, pair: Pair) -> None:
    seat, own = make_sign_up(shift), make_sign_up(shift, pair.secretary)
    text = checkin_code.personal(seat, now())
    with moved_to(now() + 3 * MINUTE), pytest.raises(Refused, match="两分钟"):
        actions.scan(by=pair.secretary, shift=shift, text=text)
    with pytest.raises(Refused, match="两分钟"):
        actions.scan(by=pair.secretary, shift=shift, text=f"GJ-{own.pk}-{text.split('-')[2]}")
    other = make_shift(shift.activity, starts_at=shift.starts_at)
    with pytest.raises(Refused, match="另一班次"):
        actions.scan(by=pair.secretary, shift=other, text=text)
    with pytest.raises(PermissionDenied):
        actions.scan(by=pair.secretary, shift=shift, text=checkin_code.personal(own, now()))
    with pytest.raises(PermissionDenied):
        actions.scan(by=pair.worker, shift=shift, text=text)


def test_ones_own_code_is_on_ones_own_page_only(client: Client, shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    url = reverse("activities:my_code", args=[seat.pk])
    client.force_login(pair.secretary)
    assert client.get(url).status_code == 404
    client.force_login(seat.person)
    page = client.get(url)
    assert f"GJ-{seat.pk}-" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_the_scan_page_is_ready_for_the_next(client: Client, shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    client.force_login(pair.secretary)
    url = reverse("activities:scan", args=[shift.pk])
    answer = client.post(url, {"text": checkin_code.personal(seat, now())}, follow=True)
    assert f"{seat.name} 已到" in answer.content.decode()
    again = client.post(url, {"text": "GJ-1-WRONG"})
    assert (again.status_code, "GJ-1-WRONG" in again.content.decode()) == (409, True)


# ---- leaving, and the minutes that follow


def test_leaving_by_the_code(shift: Shift) -> None:
    seat = make_sign_up(shift, state=S.CHECKED_IN, checked_in_at=shift.starts_at)
    code = checkin_code.code(shift, now())
    first = actions.check_out(by=seat.person, shift=shift, code=code).checked_out_at
    with moved_to(now() + MINUTE):
        assert actions.check_out(by=seat.person, shift=shift, code=code).checked_out_at == first


def test_nobody_leaves_before_coming_or_after_the_minutes_stand(shift: Shift, over: Shift) -> None:
    seat = make_sign_up(shift)
    with pytest.raises(Refused):
        actions.check_out(by=seat.person, shift=shift, code=checkin_code.code(shift, now()))
    done = make_attended(over, "记过的人")
    with pytest.raises(Refused, match="时长已经确认"):
        actions.check_out(by=done.person, shift=over, code=checkin_code.code(over, now()))


@pytest.mark.parametrize(
    ("proof", "came", "left", "minutes"),
    [
        ("code", 0, None, 90),
        ("code", -20, None, 90),
        ("code", 30, None, 60),
        ("code", 120, None, 90),  # checked in after the end: the code says nothing about the arrival
        ("list", 30, None, 90),
        ("paper", 30, 60, 30),
        ("code", 0, 45, 45),
        ("scan", 0, 100, 90),
    ],
)
def test_minutes_from_coming_to_leaving(
    over: Shift, proof: str, came: int, left: int | None, minutes: int
) -> None:
    start = over.starts_at
    seat = make_sign_up(
        over,
        state=S.CHECKED_IN,
        proof=proof,
        checked_in_at=start + came * MINUTE,
        checked_out_at=start + left * MINUTE if left else None,
    )
    assert queries.served(seat) == minutes


def test_breaks_are_taken_off_in_proportion(pair: Pair) -> None:
    start = now() - 240 * MINUTE
    shift = open_shift(
        make_activity(pair.branch, shift={"starts_at": start, "minutes": 180, "break_minutes": 30})
    )
    seat = make_sign_up(shift, state=S.CHECKED_IN, checked_in_at=start, checked_out_at=start + 90 * MINUTE)
    assert queries.served(seat) == 75


def test_half_hours_only_by_a_dated_rule(over: Shift, pair: Pair) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN, checked_out_at=over.starts_at + 80 * MINUTE)
    assert queries.served(seat) == 80
    with moved_to(now() - dt.timedelta(days=2)):
        new = {"value": 30, "valid_from": today(), "source": "本校办法", "certainty": "L"}
        set_rule(by=SYSTEM, key="volunteer.step_minutes", **new)
    assert queries.served(seat) == 60
    with pytest.raises(ValidationError, match="30"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=80)


def test_no_more_than_the_most_of_a_day(over: Shift, pair: Pair) -> None:
    seat = make_sign_up(over, state=S.CHECKED_IN)
    long = make_shift(over.activity, starts_at=over.starts_at - 500 * MINUTE, minutes=460)
    with moved_to(over.ends_at):
        make_attended(long, seat.person, minutes=430)
        with pytest.raises(ValidationError, match="50"):
            actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=90)


# ---- the sheet on paper


def test_a_sheet_is_entered_in_one_go(over: Shift, pair: Pair) -> None:
    first, second, third = (make_sign_up(over, name) for name in ("甲同学", "乙同学", "丙同学"))
    left = over.starts_at + 30 * MINUTE
    rows = {first.pk: {}, second.pk: {"left": left}}
    assert actions.enter_sheet(by=pair.secretary, shift=over, rows=rows) == 2
    assert actions.enter_sheet(by=pair.secretary, shift=over, rows=rows) == 0
    for seat in (first, second, third):
        seat.refresh_from_db()
    assert [seat.proof for seat in (first, second, third)] == ["paper", "paper", ""]
    assert second.checked_out_at == left


@pytest.mark.parametrize(("came", "left"), [(-90, None), (95, None), (10, 5), (0, 400)])
def test_times_of_a_sheet_that_cannot_be(over: Shift, pair: Pair, came: int, left: int | None) -> None:
    seat = make_sign_up(over)
    row = {"came": over.starts_at + came * MINUTE, "left": over.starts_at + left * MINUTE if left else None}
    with pytest.raises(ValidationError):
        actions.enter_sheet(by=pair.secretary, shift=over, rows={seat.pk: row})


def test_the_page_of_the_sheet(client: Client, over: Shift, pair: Pair) -> None:
    seat, own = make_sign_up(over), make_sign_up(over, pair.secretary)
    client.force_login(pair.secretary)
    url = reverse("activities:sheet", args=[over.pk])
    page = client.get(url).content.decode()
    assert (f"here_{seat.pk}" in page, f"here_{own.pk}" in page) == (True, False)
    empty = client.post(url, {})
    assert (empty.status_code, "至少勾选一位" in empty.content.decode()) == (422, True)
    untimed = client.post(url, {f"left_{seat.pk}": "09:00"})
    assert untimed.status_code == 422
    assert client.post(url, {f"here_{seat.pk}": "on"}).status_code == 302
    seat.refresh_from_db()
    assert seat.proof == "paper"


def test_the_printed_sheet_names_everybody_and_leaves_room(client: Client, shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift, unit="计算机学院")
    client.force_login(pair.secretary)
    answer = client.get(reverse("activities:sheet_pdf", args=[shift.pk]))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert all(word in text for word in (seat.name, "计算机学院", "签到表", shift.activity.title))
    client.force_login(pair.worker)
    assert client.get(reverse("activities:sheet_pdf", args=[shift.pk])).status_code == 403
