"""What happens by itself: each sweep may be run twice or killed halfway."""

import datetime as dt

import pytest

from gongjian.activities.models import Activity
from gongjian.core.clock import moved_to, now
from gongjian.notices.models import Delivery, Notice
from gongjian.partnerships.models import Need
from gongjian.reviews.models import Ask, Decision, Tell
from gongjian.reviews.tasks import SWEEPS, sweep_ask_residents, sweep_close_silent
from tests.activities.factories import make_activity

from .factories import Pair, make_decision, make_pair

pytestmark = pytest.mark.django_db


def settled(pair: Pair) -> None:
    make_activity(pair.branch, pair.community, state=Activity.State.SETTLED, project=pair.project)


def test_a_resident_with_a_contact_is_asked_once() -> None:
    pair = make_pair(contact="resident@example.org")
    assert sweep_ask_residents() == 0
    settled(pair)
    assert (sweep_ask_residents(), sweep_ask_residents()) == (1, 0)
    ask = Ask.objects.get()
    assert (ask.need, ask.asked_by, ask.sent) == (pair.need, None, True)
    assert Delivery.objects.get().address == "resident@example.org"


def test_without_a_contact_the_neighbourhood_is_told_once() -> None:
    pair = make_pair()
    settled(pair)
    assert (sweep_ask_residents(), sweep_ask_residents()) == (1, 0)
    assert Ask.objects.count() == 0
    assert Notice.objects.filter(kind=Tell.TO_ASK).count() == 2


def test_a_need_that_is_met_is_left_alone() -> None:
    pair = make_pair(contact="resident@example.org")
    settled(pair)
    Need.objects.update(state=Need.State.MET)
    assert sweep_ask_residents() == 0


def test_silent_decisions_are_closed_once() -> None:
    pair = make_pair()
    make_decision(pair)
    assert sweep_close_silent() == 0
    with moved_to(now() + dt.timedelta(days=22)):
        assert (sweep_close_silent(), sweep_close_silent()) == (1, 0)
    assert Decision.objects.get().silent == ["梧桐苑社区党委"]


def test_the_sweeps_are_listed_with_their_rhythm() -> None:
    assert [(sweep_ask_residents, 600), (sweep_close_silent, 3600)] == SWEEPS
