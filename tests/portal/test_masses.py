"""A crowd in bulk: rows, counters and points agree with each other, and the same day makes the same crowd."""

import pytest

from gongjian.activities.models import Shift, SignUp
from gongjian.core.access import SYSTEM
from gongjian.core.clock import today
from gongjian.organizations.models import Affiliation, Organization
from gongjian.points.actions import load_shipped_rules
from gongjian.points.models import Balance
from gongjian.portal.demo import masses
from gongjian.portal.demo.world import World
from gongjian.portal.personas import UNIVERSITY
from gongjian.portal.queries.verify import broken
from tests.accounts.factories import make_user
from tests.organizations.factories import make_university

PEOPLE = 250

pytestmark = pytest.mark.django_db


def crowd() -> World:
    world = World.of(seed=1, today=today(), scale="tiny")
    top = Organization.objects.filter(pk=make_university().branch.pk).get()
    while top.parent is not None:
        top = top.parent
    load_shipped_rules(by=SYSTEM)
    world.organizations[UNIVERSITY] = top
    world.personas |= {"secretary-a": make_user("周明远"), "worker-a": make_user("陈桂芳")}
    world.now = world.day(0, 8)
    masses.add(world, PEOPLE)
    return world


def test_a_crowd_keeps_every_promise() -> None:
    crowd()
    assert list(broken()) == []
    assert SignUp.objects.filter(state="attended").count() == PEOPLE
    assert sorted(Shift.objects.filter(is_open=False).values_list("taken", flat=True)) == [50, 100, 100]
    assert Balance.objects.count() == PEOPLE
    assert Affiliation.objects.filter(person__username="m1-0").count() == 1


def test_a_row_can_be_added_after_the_crowd() -> None:
    """The sequences stand behind the last key of the crowd."""
    crowd()
    last = SignUp.objects.order_by("-pk").values_list("pk", flat=True)[0]
    shift = Shift.objects.filter(is_open=True).first()
    assert shift is not None
    row = SignUp.objects.create(shift=shift, person=make_user("后来"), name="后来", state="waiting", turn=1)
    assert row.pk > last
