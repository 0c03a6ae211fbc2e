"""Objections to a record, their answers, and corrections that settle minutes, points, papers and signatures."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, Correction, Dispute, Shift, SignUp, Tell
from gongjian.core.clock import moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from gongjian.points.models import Balance, Rule
from tests.activities.factories import Pair, make_activity, make_attended, make_sign_up, open_shift
from tests.activities.test_attendance import tariff

S, D = SignUp.State, Dispute.State
MINUTE = dt.timedelta(minutes=1)
__all__ = ["tariff"]


@pytest.fixture
def over(pair: Pair) -> Shift:
    """A shift of 90 minutes that ended an hour ago; its activity is finished."""
    start = now() - 150 * MINUTE
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.FINISHED, shift={"starts_at": start}
    )
    return open_shift(activity)


def settled(over: Shift, pair: Pair, minutes: int = 60) -> SignUp:
    """Minutes that went all the way: confirmed, signed, points given, activity settled."""
    seat = make_attended(over, minutes=minutes, confirmed_by=pair.secretary)
    seat = actions.countersign(by=pair.worker, sign_up=seat)
    over.activity.refresh_from_db()
    assert over.activity.state == Activity.State.SETTLED
    return seat


def points_of(seat: SignUp) -> Decimal:
    return Balance.objects.get(person=seat.person).total


# ---- objections


def test_an_objection_reaches_the_organisers_once(over: Shift, pair: Pair) -> None:
    seat = make_attended(over)
    first = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点", wanted_minutes=90)
    again = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点")
    assert (first.pk, first.state) == (again.pk, D.OPEN)
    told = Notice.objects.filter(kind=Tell.DISPUTED).values_list("to_id", flat=True)
    assert set(told) == {pair.secretary.pk, pair.deputy.pk}
    assert list(queries.disputes_waiting(pair.secretary)) == [first]
    assert not queries.disputes_waiting(pair.dean).exists()


def test_who_objects_to_what(over: Shift, pair: Pair) -> None:
    seat = make_attended(over)
    with pytest.raises(PermissionDenied):
        actions.dispute(by=pair.secretary, sign_up=seat, words="少了")
    for words, minutes in (("", None), ("多了", 91), ("长" * 301, None)):
        with pytest.raises(ValidationError):
            actions.dispute(by=seat.person, sign_up=seat, words=words, wanted_minutes=minutes)
    waiting = make_sign_up(over, "还没记的人", state=S.CHECKED_IN)
    with pytest.raises(Refused, match="没有记录"):
        actions.dispute(by=waiting.person, sign_up=waiting, words="少了")


def test_a_no_goes_to_the_organisation_above(over: Shift, pair: Pair) -> None:
    seat = make_attended(over)
    row = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点")
    with pytest.raises(PermissionDenied):
        actions.decline_dispute(by=pair.dean, dispute=row, answer="不改")
    with pytest.raises(Refused, match="组织者"):
        actions.raise_dispute(by=seat.person, dispute=row)
    row = actions.decline_dispute(by=pair.secretary, dispute=row, answer="签退记录是四点半")
    assert (row.state, row.answered_by) == (D.DECLINED, pair.secretary)
    row = actions.raise_dispute(by=seat.person, dispute=row)
    assert row.state == D.RAISED
    assert set(Notice.objects.filter(kind=Tell.DISPUTE_RAISED).values_list("to_id", flat=True)) == {
        pair.dean.pk
    }
    assert list(queries.disputes_waiting(pair.dean)) == [row]
    with pytest.raises(PermissionDenied):
        actions.decline_dispute(by=pair.secretary, dispute=row, answer="不改")
    row = actions.decline_dispute(by=pair.dean, dispute=row, answer="看过签到表，维持原记录")
    assert (row.state, row.last_answered_by) == (D.REFUSED, pair.dean)


def test_without_an_answer_it_can_be_taken_further(over: Shift) -> None:
    seat = make_attended(over)
    row = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点")
    with moved_to(now() + dt.timedelta(days=30)):
        assert actions.raise_dispute(by=seat.person, dispute=row).state == D.RAISED


def test_an_organiser_without_colleagues_is_heard_above(over: Shift, pair: Pair) -> None:
    alone = make_activity(
        pair.other_branch, pair.community, state="finished", shift={"starts_at": over.starts_at}
    )
    seat = make_attended(open_shift(alone), pair.stranger)
    assert actions.dispute(by=pair.stranger, sign_up=seat, words="少记了").state == D.RAISED


# ---- corrections


def test_a_correction_settles_minutes_points_papers_and_signatures(
    over: Shift, pair: Pair, tariff: Rule
) -> None:
    seat = settled(over, pair)
    paper = actions.ask_certificate(
        by=seat.person, person=seat.person, since=today() - dt.timedelta(days=9), until=today()
    )
    assert points_of(seat) == 2
    row = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点", wanted_minutes=90)
    fix = actions.correct(by=pair.secretary, sign_up=seat, minutes=90, why="核对了签退时间")
    seat.refresh_from_db(), over.activity.refresh_from_db(), paper.refresh_from_db(), row.refresh_from_db()
    assert (fix.minutes_from, fix.minutes_to, fix.dispute, fix.by) == (60, 90, row, pair.secretary)
    assert (seat.minutes, seat.confirmed_by, seat.countersigned_at) == (90, pair.secretary, None)
    assert (over.activity.state, row.state, points_of(seat)) == (Activity.State.FINISHED, D.GRANTED, 0)
    assert (paper.revoked_at is not None, "更正" in paper.revoked_reason) == (True, True)
    assert list(queries.invariants()) == []
    with pytest.raises(PermissionDenied):
        actions.countersign(by=pair.secretary, sign_up=seat)
    actions.countersign(by=pair.worker, sign_up=seat)
    over.activity.refresh_from_db()
    assert (points_of(seat), over.activity.state) == (3, Activity.State.SETTLED)
    assert list(queries.invariants()) == []
    assert actions.correct(by=pair.secretary, sign_up=seat, minutes=30, why="又核对了").minutes_from == 90
    actions.countersign(by=pair.worker, sign_up=seat)
    assert (points_of(seat), list(queries.invariants())) == (1, [])


def test_from_absent_to_there_and_back(over: Shift, pair: Pair, tariff: Rule) -> None:
    seat = make_sign_up(over)
    other = make_attended(over, "另一位", confirmed_by=pair.secretary)
    actions.mark_absent(by=pair.secretary, sign_up=seat)
    actions.countersign(by=pair.worker, sign_up=other)
    actions.correct(by=pair.secretary, sign_up=seat, minutes=45, why="签到表上有签名")
    seat.refresh_from_db()
    assert (seat.state, seat.minutes, seat.proof) == (S.ATTENDED, 45, "list")
    actions.countersign(by=pair.worker, sign_up=seat)
    actions.correct(by=pair.secretary, sign_up=seat, minutes=0, why="认错了人")
    seat.refresh_from_db(), over.activity.refresh_from_db()
    assert (seat.state, seat.minutes, seat.proof, points_of(seat)) == (S.ABSENT, None, "", 0)
    assert over.activity.state == Activity.State.SETTLED
    assert list(queries.invariants()) == []


def test_what_a_correction_refuses(over: Shift, pair: Pair) -> None:
    seat = settled(over, pair)
    for minutes, why in ((60, "一样"), (91, "太长"), (30, " "), (30, "长" * 301)):
        with pytest.raises(ValidationError):
            actions.correct(by=pair.secretary, sign_up=seat, minutes=minutes, why=why)
    for person in (seat.person, pair.worker, pair.stranger):
        with pytest.raises(PermissionDenied):
            actions.correct(by=person, sign_up=seat, minutes=30, why="少一点")
    assert not Correction.objects.exists()
    running = open_shift(make_activity(pair.branch, state="running", shift={"starts_at": now() - 9 * MINUTE}))
    early = make_sign_up(running, "早的人", state=S.CHECKED_IN)
    with pytest.raises(Refused):
        actions.correct(by=pair.secretary, sign_up=early, minutes=5, why="早")


def test_a_correction_always_changes_something_and_says_why(over: Shift, pair: Pair) -> None:
    seat = make_attended(over)
    with pytest.raises(IntegrityError):
        Correction.objects.create(sign_up=seat, minutes_from=5, minutes_to=5, why="", by=pair.secretary)


# ---- pages


def test_the_record_tells_its_story(client: Client, over: Shift, pair: Pair) -> None:
    seat = settled(over, pair)
    client.force_login(seat.person)
    data = {"words": "我待到了五点", "wanted_minutes": "90"}
    assert client.post(reverse("activities:dispute", args=[seat.pk]), data).status_code == 302
    row = Dispute.objects.get()
    client.force_login(pair.secretary)
    assert "我待到了五点" in client.get(reverse("activities:disputes")).content.decode()
    url = reverse("activities:answer_dispute", args=[row.pk])
    wrong = client.post(url, {"way": "correct", "minutes": "999", "why": "核对"})
    assert (wrong.status_code, "999" in wrong.content.decode()) == (422, True)
    assert client.post(url, {"way": "correct", "minutes": "90", "why": "核对了签退"}).status_code == 302
    client.force_login(seat.person)
    page = client.get(reverse("activities:record", args=[seat.pk])).content.decode()
    assert all(
        words in page for words in ("从 60 分钟更正为 90 分钟", "核对了签退", "我待到了五点", "已更正")
    )
    client.force_login(pair.stranger)
    assert client.get(reverse("activities:record", args=[seat.pk])).status_code == 404


def test_lists_ask_no_more_for_more_rows(client: Client, over: Shift, pair: Pair) -> None:
    client.force_login(pair.secretary)
    counts = []
    client.get(reverse("activities:disputes"))
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            seat = make_attended(over, name)
            actions.dispute(by=seat.person, sign_up=seat, words="少了")
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("activities:disputes")).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_papers_of_other_days_stay_valid(over: Shift, pair: Pair) -> None:
    seat = settled(over, pair)
    since = today() - dt.timedelta(days=2)
    paper = actions.ask_certificate(by=seat.person, person=seat.person, since=since, until=today())
    Document.objects.filter(pk=paper.pk).update(
        facts={**paper.facts, "until": (today() - dt.timedelta(days=1)).isoformat()}
    )
    actions.correct(by=pair.secretary, sign_up=seat, minutes=30, why="少一点")
    paper.refresh_from_db()
    assert paper.revoked_at is None
