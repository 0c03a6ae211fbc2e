"""The day before: still coming? And who is asked when there are too few."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gongjian.activities import actions, queries, tasks
from gongjian.activities.models import Shift, SignUp, Tell
from gongjian.core.clock import at, moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_shift,
    make_sign_up,
    open_shift,
)

S = SignUp.State
DAY = dt.timedelta(days=1)


@pytest.fixture
def tomorrow(pair: Pair) -> Shift:
    """A shift of tomorrow morning with four places."""
    starts_at = at(today() + DAY, 9)
    return open_shift(
        make_activity(pair.branch, pair.community, shift={"starts_at": starts_at, "capacity": 4})
    )


def asked() -> list[str]:
    return sorted(Notice.objects.filter(kind=Tell.COVER).values_list("to__display_name", flat=True))


def test_the_notice_leads_to_two_buttons(client: Client, tomorrow: Shift) -> None:
    seat = make_sign_up(tomorrow)
    tasks.sweep_remind_tomorrow()
    link = Notice.objects.get(kind=Tell.REMINDER).link
    assert link == reverse("activities:coming", args=[tomorrow.pk])
    client.force_login(seat.person)
    page = client.get(link).content.decode()
    assert ("会来" in page, reverse("activities:cancel_sign_up", args=[seat.pk]) in page) == (True, True)
    assert client.post(link).status_code == 302
    first = SignUp.objects.get().still_coming_at
    assert client.post(link).status_code == 302
    assert SignUp.objects.get().still_coming_at == first
    assert client.post(reverse("activities:cancel_sign_up", args=[seat.pk])).status_code == 302
    assert client.post(link).status_code == 409


def test_only_ones_own_place(client: Client, tomorrow: Shift, pair: Pair) -> None:
    seat = make_sign_up(tomorrow)
    client.force_login(pair.secretary)
    assert client.get(reverse("activities:coming", args=[tomorrow.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.still_coming(by=pair.secretary, sign_up=seat)
    with moved_to(tomorrow.starts_at), pytest.raises(Refused, match="已经开始"):
        actions.still_coming(by=seat.person, sign_up=seat)


def test_who_is_asked(tomorrow: Shift, pair: Pair) -> None:
    before = make_activity(
        pair.branch, pair.community, state="settled", shift={"starts_at": now() - 20 * DAY, "capacity": 9}
    )
    past = open_shift(before)
    for name in ("来过的人", "也来过的人", "已报名的人", "没空的人"):
        make_attended(past, name)
    people = {row.name: row.person for row in past.sign_ups.all()}
    make_sign_up(tomorrow, people["已报名的人"])
    busy = open_shift(
        make_activity(pair.other_branch, shift={"starts_at": tomorrow.starts_at, "capacity": 1})
    )
    make_sign_up(busy, people["没空的人"])
    other = make_shift(tomorrow.activity, starts_at=tomorrow.starts_at + DAY, capacity=1)
    make_sign_up(other, "有位置的人")
    make_sign_up(other, "候补的人", state=S.WAITING)
    strange = make_activity(pair.other_branch, state="settled", shift={"starts_at": now() - 9 * DAY})
    make_attended(open_shift(strange), "别处的人")
    assert tasks.sweep_call_cover() == 1
    assert asked() == sorted(["也来过的人", "候补的人", "来过的人"])
    assert tasks.sweep_call_cover() == 0
    with pytest.raises(Refused, match="已经"):
        actions.call_cover(by=pair.secretary, shift=tomorrow)


def test_enough_people_are_left_in_peace(tomorrow: Shift, pair: Pair) -> None:
    for name in ("甲", "乙"):
        make_sign_up(tomorrow, name)
    later = open_shift(make_activity(pair.branch, shift={"starts_at": tomorrow.starts_at + 3 * DAY}))
    assert list(queries.short_of_people()) == []
    assert actions.call_cover(by=pair.secretary, shift=later) == 0
    for name in ("丙", "丁"):
        make_sign_up(tomorrow, name)
    with pytest.raises(Refused, match="不需要"):
        actions.call_cover(by=pair.secretary, shift=tomorrow)


def test_who_may_ask(client: Client, tomorrow: Shift, pair: Pair) -> None:
    with pytest.raises(PermissionDenied):
        actions.call_cover(by=pair.worker, shift=tomorrow)
    client.force_login(pair.secretary)
    desk = reverse("activities:desk", args=[tomorrow.activity_id])
    url = reverse("activities:call_cover", args=[tomorrow.pk])
    assert url in client.get(desk).content.decode()
    assert client.post(url).status_code == 302
    assert url not in client.get(desk).content.decode()
