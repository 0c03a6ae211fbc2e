"""What participants thought: once each, shown without names and only when there are enough."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, Rating, Shift, SignUp
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_settled, make_sign_up, open_shift

S = SignUp.State
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def over(pair: Pair) -> Shift:
    """A settled activity of a project, over since an hour."""
    activity = make_activity(
        pair.branch,
        pair.community,
        project=pair.project,
        state=Activity.State.SETTLED,
        shift={"starts_at": now() - 150 * MINUTE, "capacity": 20},
    )
    return open_shift(activity)


def rated_by(over: Shift, *stars: int) -> None:
    for number, given in enumerate(stars):
        seat = make_settled(over, f"参加者{number}")
        actions.rate(by=seat.person, activity=over.activity, stars=given, words=f"第{number}句")


def test_once_each(over: Shift) -> None:
    person = make_settled(over).person
    first = actions.rate(by=person, activity=over.activity, stars=5, words=" 很好 ")
    again = actions.rate(by=person, activity=over.activity, stars=1, once=uuid.uuid4())
    assert (again.pk, again.stars, again.words) == (first.pk, 5, "很好")
    with pytest.raises(IntegrityError):
        Rating.objects.create(activity=over.activity, person=person, stars=3)


def test_a_rating_that_waited_keeps_its_moment_if_that_can_be(over: Shift) -> None:
    first, second = make_settled(over, "甲").person, make_settled(over, "乙").person
    pressed = over.ends_at + 5 * MINUTE
    row = actions.rate(by=first, activity=over.activity, stars=4, queued_at=pressed, once=uuid.uuid4())
    assert row.at == pressed
    strange = actions.rate(by=second, activity=over.activity, stars=4, queued_at=now() + 300 * MINUTE)
    assert strange.at <= now()


def test_who_may_rate(over: Shift, pair: Pair) -> None:
    absent = make_sign_up(over, "没来的人", state=S.ABSENT)
    for person in (absent.person, make_user("路人"), pair.secretary):
        with pytest.raises(PermissionDenied):
            actions.rate(by=person, activity=over.activity, stars=5)
    running = open_shift(make_activity(pair.branch, state="running", shift={"starts_at": now() - 9 * MINUTE}))
    here = make_sign_up(running, "在场的人", state=S.CHECKED_IN)
    with pytest.raises(Refused, match="结束后"):
        actions.rate(by=here.person, activity=running.activity, stars=5)
    person = make_settled(over).person
    for wrong in ({"stars": 0}, {"stars": 6}, {"stars": 3, "words": "长" * 301}):
        with pytest.raises(ValidationError):
            actions.rate(by=person, activity=over.activity, **wrong)


def test_the_result_is_shown_when_enough_have_rated(client: Client, over: Shift) -> None:
    rated_by(over, 5, 4, 4, 3)
    url = reverse("activities:ratings", args=[over.activity_id])
    page = client.get(url).content.decode()
    assert ("4 人已评价" in page, "第0句" in page) == (True, False)
    last = make_settled(over, "第五位").person
    actions.rate(by=last, activity=over.activity, stars=5)
    page = client.get(url).content.decode()
    assert ("4.2" in page, "第0句" in page, "参加者0" in page) == (True, True, False)
    assert "4.2" in client.get(reverse("activities:detail", args=[over.activity_id])).content.decode()


def test_the_project_sums_its_activities_up(client: Client, over: Shift, pair: Pair) -> None:
    rated_by(over, 5, 5, 4, 4, 2)
    client.force_login(pair.secretary)
    url = reverse("activities:project_ratings", args=[pair.project.pk])
    assert "4.0" in client.get(url).content.decode()
    assert "<html" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert url in client.get(reverse("partnerships:project", args=[pair.project.pk])).content.decode()
    client.force_login(make_user("路人"))
    assert client.get(url).status_code in {200, 404}
    assert queries.rated_project(pair.secretary, pair.project).count == 5


def test_the_form(client: Client, over: Shift) -> None:
    person = make_settled(over).person
    client.force_login(person)
    url = reverse("activities:rate", args=[over.activity_id])
    for wrong in ({}, {"stars": "9"}, {"stars": "x", "words": "留着"}, {"stars": "5", "words": "长" * 301}):
        answer = client.post(url, wrong)
        assert answer.status_code == 422
        assert wrong.get("words", "") in answer.content.decode()
    assert not Rating.objects.exists()
    assert client.post(url, {"stars": "5", "words": "学到很多"}).status_code == 302
    assert "您已评价" in client.get(url).content.decode()
