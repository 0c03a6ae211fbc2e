"""Who may do what: one table per kind of object, actors × permissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.access import SYSTEM
from tests.activities.factories import Pair, make_activity, make_attended
from tests.organizations.factories import affiliate, appoint

A = "activities."
WHO = [
    "secretary",
    "deputy",
    "worker",
    "dean",
    "overseer",
    "stranger",
    "student",
    "sitter",
    "resident",
    "gone",
]

# permission → those who hold it; everybody else does not
WITH_PARTNER = {
    "activity": {
        "publish": {"secretary", "deputy"},
        "cancel": {"secretary", "deputy"},
        "start": {"secretary", "deputy"},
        "finish": {"secretary", "deputy"},
        "edit": {"secretary", "deputy"},
        "show_code": {"secretary", "deputy", "worker"},
        "see_desk": {"secretary", "deputy", "worker", "dean", "overseer"},
        "confirm_all": {"secretary", "deputy", "dean"},
        "countersign_all": {"worker", "overseer"},
    },
    "shift": {
        "remind": {"secretary", "deputy"},
        "sign_up": set(WHO) - {"gone"},
        "check_in": set(WHO) - {"gone"},
    },
    "seat": {
        "tick": {"secretary", "deputy"},
        "mark_absent": {"secretary", "deputy"},
        "confirm_minutes": {"secretary", "deputy", "dean"},
        "countersign": {"worker", "overseer"},
        "return_minutes": {"worker", "overseer"},
        "cancel_sign_up": {"sitter"},
    },
}
WITHOUT_PARTNER = {
    "activity": {
        "see_desk": {"secretary", "deputy", "dean"},
        "confirm_all": {"secretary", "deputy", "dean"},
        "countersign_all": {"secretary", "deputy", "dean"},
        "show_code": {"secretary", "deputy"},
    },
    "seat": {
        "countersign": {"deputy", "dean"},  # the secretary confirmed
        "return_minutes": {"secretary", "deputy", "dean"},
    },
}
DRAFT = {
    "activity": {"edit": {"secretary", "deputy", "worker"}, "publish": {"secretary", "deputy"}},
    "shift": {"sign_up": set(), "check_in": set()},
}
OURS = {"secretary", "deputy", "worker", "student", "sitter", "resident"}
MEMBERS_ONLY = {"shift": {"sign_up": OURS, "check_in": OURS}}


@dataclass
class World:
    people: dict[str, User]
    pair: Pair

    def seat(self, **fields: Any) -> dict[str, Any]:
        partner = fields.pop("partner", self.pair.community)
        activity = make_activity(self.pair.branch, partner, **fields)
        seat = make_attended(
            activity.shifts.get(), self.people["sitter"], confirmed_by=self.people["secretary"]
        )
        seat = SignUp.objects.select_related("shift__activity__organizer", "shift__activity__partner").get(
            pk=seat.pk
        )
        return {"activity": seat.shift.activity, "shift": seat.shift, "seat": seat}


@pytest.fixture
def world(pair: Pair) -> World:
    closed = appoint("注销的人", pair.branch, "liaison")
    closed.is_active = False
    closed.save()
    people = {
        "secretary": pair.secretary,
        "deputy": pair.deputy,
        "worker": pair.worker,
        "dean": pair.dean,
        "overseer": appoint("何书记", pair.community.parent),
        "stranger": pair.stranger,
        "student": affiliate("同学", pair.branch),
        "sitter": affiliate("林知夏", pair.branch),
        "resident": affiliate("吴秀兰", pair.community, "resident"),
        "gone": closed,
    }
    return World(people, pair)


def cases() -> Iterator[Any]:
    worlds = {
        "partner": (WITH_PARTNER, {}),
        "alone": (WITHOUT_PARTNER, {"partner": None}),
        "draft": (DRAFT, {"state": Activity.State.DRAFT}),
        "members": (MEMBERS_ONLY, {"audience": Activity.Audience.MEMBERS}),
    }
    for name, (table, fields) in worlds.items():
        for kind, rights in table.items():
            for verb, holders in rights.items():
                yield pytest.param(kind, verb, holders, fields, id=f"{name}-{verb}")


@pytest.mark.parametrize(("kind", "verb", "holders", "fields"), list(cases()))
def test_who_may(world: World, kind: str, verb: str, holders: set[str], fields: dict[str, Any]) -> None:
    obj = world.seat(**fields)[kind]
    found = {who for who, person in world.people.items() if person.has_perm(A + verb, obj)}
    assert found == holders


def test_drafting_is_for_those_who_arrange_in_that_organisation(world: World) -> None:
    found = {who for who, person in world.people.items() if person.has_perm(A + "draft", world.pair.branch)}
    assert found == {"secretary", "deputy"}
    anywhere = {who for who, person in world.people.items() if person.has_perm(A + "draft")}
    assert anywhere == {"secretary", "deputy", "worker", "dean", "overseer", "stranger"}


def test_a_certificate_is_for_oneself(world: World) -> None:
    sitter = world.people["sitter"]
    found = {who for who, person in world.people.items() if person.has_perm(A + "ask_certificate", sitter)}
    assert found == {"sitter"}


def test_equal_keys_of_two_tables_make_nothing_ones_own(world: World) -> None:
    """A seat is one's own by its person, never because two rows happen to have the same number."""
    activity = Activity(pk=world.people["secretary"].pk, organizer=world.pair.branch)
    assert world.people["secretary"].has_perm(A + "confirm_all", activity)
    assert not world.people["secretary"].has_perm(A + "ask_certificate", activity)


VISIBLE = {
    # (state, audience) → who finds it
    ("draft", "everyone"): {"secretary", "deputy", "worker", "dean", "overseer"},
    ("open", "everyone"): set(WHO) | {"visitor"},
    ("cancelled", "everyone"): set(WHO) | {"visitor"},
    ("open", "members"): {
        "secretary",
        "deputy",
        "worker",
        "dean",
        "overseer",
        "student",
        "sitter",
        "resident",
    },
}


@pytest.mark.parametrize(("state", "audience"), VISIBLE)
def test_who_sees_an_activity(world: World, state: str, audience: str) -> None:
    activity = make_activity(world.pair.branch, world.pair.community, state=state, audience=audience)
    visitor = type("Visitor", (), {"pk": None})()
    found = {
        who
        for who, person in [*world.people.items(), ("visitor", visitor)]
        if Activity.objects.visible_to(person).filter(pk=activity.pk).exists()
    }
    assert found == VISIBLE[state, audience] - (
        {"gone"} if audience == "members" or state == "draft" else set()
    )
    assert Shift.objects.visible_to(visitor).exists() == ("visitor" in VISIBLE[state, audience])


def test_who_sees_a_seat(world: World) -> None:
    seat = world.seat()["seat"]
    visitor = type("Visitor", (), {"pk": None})()
    found = {
        who
        for who, person in [*world.people.items(), ("visitor", visitor)]
        if SignUp.objects.visible_to(person).filter(pk=seat.pk).exists()
    }
    assert found == {"secretary", "deputy", "worker", "dean", "overseer", "sitter"}
    for who in found:
        assert world.people[who].has_perm(A + "view_sign_up", seat)


def test_the_platform_itself_may() -> None:
    assert SYSTEM.has_perm(A + "finish", Activity())
