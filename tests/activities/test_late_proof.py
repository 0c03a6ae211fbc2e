"""Proofs that waited in a phone without network: judged at the moment of the press, counted once accepted."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gongjian.activities import actions, checkin_code, queries
from gongjian.activities.models import Activity, Press, Shift, SignUp, Tell, Verb
from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.activities.factories import Pair, make_activity, make_sign_up, open_shift

S = SignUp.State
MINUTE = dt.timedelta(minutes=1)
ONCE = uuid.UUID("6f1c1a52-30c4-4c8e-9d2f-0a4b6f6f0001")


@pytest.fixture
def shift(pair: Pair) -> Shift:
    """A shift of 90 minutes that ended an hour ago."""
    start = now() - 150 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.FINISHED, shift={"starts_at": start}
    )
    return open_shift(activity)


def late_check_in(shift: Shift, seat: SignUp, once: uuid.UUID | None = ONCE) -> SignUp:
    """The person pressed five minutes after the beginning; the phone sends it now."""
    pressed = shift.starts_at + 5 * MINUTE
    return actions.check_in(
        by=seat.person, shift=shift, code=checkin_code.code(shift, pressed), queued_at=pressed, once=once
    )


def test_a_late_proof_counts_at_the_moment_of_the_press(shift: Shift, pair: Pair) -> None:
    seat = late_check_in(shift, make_sign_up(shift))
    assert (seat.state, seat.is_late, seat.waits_for_acceptance) == (S.CHECKED_IN, True, True)
    assert seat.checked_in_at == shift.starts_at + 5 * MINUTE
    press = Press.objects.get()
    assert (press.sign_up_id, press.act, press.once) == (seat.pk, "check_in", ONCE)
    assert set(Notice.objects.filter(kind=Tell.LATE_PROOF).values_list("to_id", flat=True)) == {
        pair.secretary.pk,
        pair.deputy.pk,
    }


def test_the_organisers_hear_of_the_first_late_proof_only(shift: Shift) -> None:
    late_check_in(shift, make_sign_up(shift))
    told = Notice.objects.filter(kind=Tell.LATE_PROOF).count()
    late_check_in(shift, make_sign_up(shift, "江一帆"), uuid.uuid4())
    assert Notice.objects.filter(kind=Tell.LATE_PROOF).count() == told


def test_a_code_of_another_moment_is_no_proof(shift: Shift) -> None:
    seat = make_sign_up(shift)
    pressed = shift.starts_at + 5 * MINUTE
    code = checkin_code.code(shift, pressed - 10 * MINUTE)
    with pytest.raises(Refused, match="签到码不对"):
        actions.check_in(by=seat.person, shift=shift, code=code, queued_at=pressed)


def test_the_same_press_is_taken_once_even_after_the_organiser_said_no(shift: Shift, pair: Pair) -> None:
    seat = late_check_in(shift, make_sign_up(shift))
    late_check_in(shift, seat)
    assert (Press.objects.count(), Entry.objects.filter(verb=Verb.CHECKED_IN).count()) == (1, 1)
    actions.mark_absent(by=pair.secretary, sign_up=seat)
    with pytest.raises(Refused, match="没来"):
        late_check_in(shift, seat)
    seat.refresh_from_db()
    assert (seat.state, seat.is_late, seat.checked_in_at) == (S.ABSENT, False, None)


def test_a_quick_answer_is_no_late_proof(pair: Pair) -> None:
    running = open_shift(make_activity(pair.branch, state="running", shift={"starts_at": now() - 9 * MINUTE}))
    seat = make_sign_up(running)
    pressed = now() - dt.timedelta(seconds=4)
    found = actions.check_in(
        by=seat.person, shift=running, code=checkin_code.code(running, pressed), queued_at=pressed, once=ONCE
    )
    assert (found.is_late, found.checked_in_at) == (False, pressed)


@pytest.mark.parametrize(
    ("pressed", "words"),
    [
        (dt.timedelta(hours=9), "手机时钟快了"),
        (dt.timedelta(hours=-9), "按手机时钟"),
        (dt.timedelta(minutes=-40), "按手机时钟"),  # after the shift's end, for somebody who arrives
    ],
)
def test_a_clock_that_cannot_be_right_is_refused(shift: Shift, pressed: dt.timedelta, words: str) -> None:
    seat = make_sign_up(shift)
    moment = now() + pressed
    with pytest.raises(Refused, match=words):
        actions.check_in(
            by=seat.person, shift=shift, code=checkin_code.code(shift, moment), queued_at=moment, once=ONCE
        )
    assert not Press.objects.exists()


def test_two_hours_after_the_end_it_is_too_late(shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    with moved_to(shift.ends_at + 121 * MINUTE):
        with pytest.raises(Refused, match="签到已结束"):
            late_check_in(shift, seat)
        with pytest.raises(Refused, match="太晚"):
            actions.tick(by=pair.secretary, sign_up=seat, queued_at=shift.starts_at + MINUTE, once=ONCE)
        assert (
            actions.tick(by=pair.secretary, sign_up=seat).state == S.CHECKED_IN
        )  # by hand it always suffices


def test_a_late_tick_is_marked_and_never_repeated(shift: Shift, pair: Pair) -> None:
    seat = make_sign_up(shift)
    pressed = shift.starts_at + 10 * MINUTE
    found = actions.tick(by=pair.secretary, sign_up=seat, reason="没网", queued_at=pressed, once=ONCE)
    assert (found.proof, found.is_late, found.checked_in_at) == ("list", True, pressed)
    actions.mark_absent(by=pair.secretary, sign_up=seat)
    assert actions.tick(by=pair.secretary, sign_up=seat, queued_at=pressed, once=ONCE).state == S.ABSENT


def test_minutes_wait_until_the_organiser_accepts(shift: Shift, pair: Pair) -> None:
    seat = late_check_in(shift, make_sign_up(shift))
    with pytest.raises(Refused, match="晚到"):
        actions.confirm_minutes(by=pair.secretary, sign_up=seat, minutes=60)
    assert actions.confirm_all(by=pair.secretary, activity=shift.activity) == 0
    assert actions.accept_late(by=pair.secretary, activity=shift.activity) == 1
    assert actions.accept_late(by=pair.deputy, activity=shift.activity) == 0
    assert actions.confirm_all(by=pair.secretary, activity=shift.activity) == 1
    seat.refresh_from_db()
    assert (seat.minutes, seat.late_accepted_by) == (85, pair.secretary)


def test_who_accepts(shift: Shift, pair: Pair) -> None:
    own = late_check_in(shift, make_sign_up(shift, pair.secretary))
    assert actions.accept_late(by=pair.secretary, activity=shift.activity) == 0
    with pytest.raises(PermissionDenied):
        actions.accept_late(by=pair.worker, activity=shift.activity)
    assert actions.accept_late(by=pair.deputy, activity=shift.activity, only=own) == 1


def test_the_desk_asks_and_accepts(client: Client, shift: Shift, pair: Pair) -> None:
    seat = late_check_in(shift, make_sign_up(shift))
    client.force_login(pair.secretary)
    page = client.get(reverse("activities:desk", args=[shift.activity_id])).content.decode()
    assert "有 1 条晚到的证明" in page
    assert f"minutes_{seat.pk}" not in page
    answer = client.post(reverse("activities:accept_late", args=[seat.pk]), follow=True)
    assert f"minutes_{seat.pk}" in answer.content.decode()
    assert queries.desk(pair.secretary, shift.activity).late == 0


def test_a_form_sent_later_is_answered_like_any_other(client: Client, shift: Shift) -> None:
    seat = make_sign_up(shift)
    client.force_login(seat.person)
    pressed = shift.starts_at + 5 * MINUTE
    data = {"code": checkin_code.code(shift, pressed), "queued_at": pressed.isoformat(), "once": str(ONCE)}
    url = reverse("activities:check_in", args=[shift.pk])
    assert [client.post(url, data).status_code for _twice in range(2)] == [302, 302]
    page = client.get(url).content.decode()
    assert "等组织者确认" in page
    assert client.post(url, {**data, "queued_at": "yesterday"}).status_code == 422
    assert client.post(url, {**data, "queued_at": "2026-01-01T10:00:00"}).status_code == 422
    assert client.post(url, {**data, "once": "7"}).status_code == 422
