"""Resources: states, owners, hostile ids."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries, tasks
from gongjian.partnerships.models import Category, Resource, Tell, Verb

from .conftest import Town
from .factories import make_resource

pytestmark = pytest.mark.django_db
R = Resource.State
FIELDS: dict[str, Any] = {
    "kind": Resource.Kind.PEOPLE,
    "title": "数字助老志愿队",
    "category": Category.DIGITAL,
    "people": 12,
}
ACTS: dict[str, tuple[Callable[[Town, Resource], Any], dict[str, str]]] = {
    "offer": (
        lambda town, resource: actions.offer_resource(by=town.secretary, resource=resource),
        {R.DRAFT: R.OFFERED, R.PAUSED: R.OFFERED, R.OFFERED: R.OFFERED, R.RESERVED: R.OFFERED},
    ),
    "pause": (
        lambda town, resource: actions.pause_resource(by=town.liaison, resource=resource),
        {R.OFFERED: R.PAUSED, R.PAUSED: R.PAUSED, R.RESERVED: R.PAUSED},
    ),
    "withdraw": (
        lambda town, resource: actions.withdraw_resource(by=town.secretary, resource=resource),
        dict.fromkeys(R.values, R.WITHDRAWN),
    ),
    "save": (
        lambda town, resource: actions.save_resource(
            by=town.secretary, organization=town.branch, resource=resource, title="改过"
        ),
        {state: state for state in R.values if state != R.WITHDRAWN},
    ),
    "reserve": (
        lambda town, resource: actions.reserve_resource(
            by=town.liaison, resource=resource, organization=town.community, until=today()
        ),
        {R.OFFERED: R.RESERVED},
    ),
    "free": (
        lambda town, resource: actions.free_resource(by=town.liaison, resource=resource),
        {**{state: state for state in R.values}, R.RESERVED: R.OFFERED},
    ),
}


@pytest.mark.parametrize("state", R.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(town: Town, act: str, state: str) -> None:
    do, moves = ACTS[act]
    resource = make_resource(town.branch, state=state)
    if state in moves:
        do(town, resource)
        do(town, resource)
    else:
        with pytest.raises(Refused):
            do(town, resource)
    resource.refresh_from_db()
    assert resource.state == moves.get(state, state)


def test_a_new_resource_is_a_draft_that_only_its_organisation_sees(town: Town) -> None:
    resource = actions.save_resource(by=town.liaison, organization=town.branch, **FIELDS)
    assert resource.state == R.DRAFT
    assert list(queries.resource_board(town.worker)) == []
    assert list(queries.own_resources(town.secretary)) == [resource]
    assert list(queries.own_resources(town.other_secretary)) == []
    actions.offer_resource(by=town.secretary, resource=resource)
    assert list(queries.resource_board(town.worker, category=Category.DIGITAL, words="助老")) == [resource]
    assert [row.verb for row in Entry.objects.order_by("pk")] == [Verb.RESOURCE_SAVED, Verb.RESOURCE_OFFERED]


@pytest.mark.parametrize("who", ["member", "worker", "other_secretary", "college", "resident"])
def test_strangers_save_nothing(town: Town, who: str) -> None:
    person, resource = getattr(town, who), make_resource(town.branch)
    for act in (actions.offer_resource, actions.pause_resource, actions.withdraw_resource):
        with pytest.raises(PermissionDenied):
            act(by=person, resource=resource)
    with pytest.raises(PermissionDenied):
        actions.save_resource(by=person, organization=town.branch, **FIELDS)
    with pytest.raises(PermissionDenied):
        actions.save_resource(by=person, organization=town.branch, resource=resource, title="改过")


def test_a_resource_stays_with_its_organisation(town: Town) -> None:
    theirs = make_resource(town.other_branch)
    with pytest.raises(Refused):
        actions.save_resource(by=town.secretary, organization=town.branch, resource=theirs, title="抢来的")
    theirs.refresh_from_db()
    assert (theirs.title, theirs.organization) == ("数字助老志愿队", town.other_branch)


@pytest.mark.parametrize("people", [-1, 10_001])
def test_impossible_numbers_are_refused(town: Town, people: int) -> None:
    with pytest.raises(ValidationError):
        actions.save_resource(by=town.secretary, organization=town.branch, **{**FIELDS, "people": people})
    with pytest.raises(TypeError):
        actions.save_resource(by=town.secretary, organization=town.branch, **FIELDS, state=R.OFFERED)


def test_a_reservation_is_told_shown_and_over_after_its_last_day(town: Town) -> None:
    resource, until = make_resource(town.branch), today() + dt.timedelta(days=3)
    for _twice in range(2):
        actions.reserve_resource(
            by=town.secretary, resource=resource, organization=town.community, until=until
        )
    assert Notice.objects.filter(kind=Tell.RESOURCE_RESERVED, to=town.community_secretary).count() == 1
    with pytest.raises(Refused):  # it is somebody's already
        actions.reserve_resource(
            by=town.secretary, resource=resource, organization=town.other_branch, until=until
        )
    assert list(queries.resource_board(town.worker)) == []
    assert list(queries.resource_board(town.worker, state=R.RESERVED)) == [resource]
    with moved_to(at(until, 12)):
        tasks.sweep_reservations()
        resource.refresh_from_db()
        assert resource.state == R.RESERVED
    with moved_to(at(until + dt.timedelta(days=1))):
        assert [tasks.sweep_reservations(), tasks.sweep_reservations()] == [1, 0]
    resource.refresh_from_db()
    assert (resource.state, resource.reserved_for, resource.reserved_until) == (R.OFFERED, None, None)


@pytest.mark.parametrize("days", [-1, 184])
def test_a_reservation_has_a_sensible_end(town: Town, days: int) -> None:
    resource, until = make_resource(town.branch), today() + dt.timedelta(days=days)
    with pytest.raises(ValidationError):
        actions.reserve_resource(
            by=town.secretary, resource=resource, organization=town.community, until=until
        )
    with pytest.raises(PermissionDenied):
        actions.reserve_resource(
            by=town.worker, resource=resource, organization=town.community, until=today()
        )
