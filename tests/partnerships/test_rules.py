"""Who may do what: one table per permission, people × objects, equality over the whole table."""

from typing import Any

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from gongjian.core.access import SYSTEM, Guest, require
from gongjian.core.clock import today
from gongjian.organizations.models import Appointment
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Claim, Need
from tests.organizations.factories import appoint

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_need,
    make_open_need,
    make_project,
    make_resource,
)

pytestmark = pytest.mark.django_db
PEOPLE = [
    "secretary", "member", "other_secretary", "worker", "community_secretary", "other_worker", "subdistrict",
    "resident", "college", "liaison",
]  # fmt: skip


def who_may(town: Town, perm: str, obj: Any) -> set[str]:
    """The people of the table whom the rule lets through."""
    return {name for name in PEOPLE if getattr(town, name).has_perm(perm, obj)}


SERVES = {"worker", "community_secretary"}
NEED_RULES = {
    "partnerships.publish_need": SERVES,
    "partnerships.edit_need": SERVES,
    "partnerships.decline_need": SERVES,
    "partnerships.withdraw_need": SERVES,
    "partnerships.show_contact": SERVES,
    "partnerships.send_message": SERVES,
    "partnerships.ask_claim": SERVES,
    "partnerships.start_need": SERVES,
    "partnerships.read_thread": SERVES | {"subdistrict"},
    "partnerships.offer_claim": {"secretary", "other_secretary", "college", "subdistrict"},
    "partnerships.mark_met": set(),
    "partnerships.lapse_need": set(),
    "partnerships.remind_of_need": set(),
    "partnerships.view_need": set(PEOPLE),
}


@pytest.mark.parametrize("perm", NEED_RULES)
def test_an_open_need(town: Town, perm: str) -> None:
    assert who_may(town, perm, make_open_need(town.community)) == NEED_RULES[perm]


@pytest.mark.parametrize(
    ("perm", "expected"),
    [
        ("partnerships.show_contact", SERVES | {"secretary"}),
        ("partnerships.send_message", SERVES | {"secretary", "liaison"}),
        ("partnerships.read_thread", SERVES | {"subdistrict", "secretary", "college", "liaison"}),
        ("partnerships.start_need", SERVES | {"secretary", "liaison"}),
    ],
)
def test_a_need_that_the_branch_has_taken_up(town: Town, perm: str, expected: set[str]) -> None:
    assert who_may(town, perm, make_claimed_need(town.community, town.branch)) == expected


def test_the_helpers_no_longer_see_the_contact_once_it_is_done(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch)
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
    need.refresh_from_db()
    assert who_may(town, "partnerships.show_contact", need) == SERVES


def test_a_proposed_need_is_seen_by_its_community_those_above_and_its_proposer(town: Town) -> None:
    need = make_need(town.community, proposed_by=town.resident)
    assert who_may(town, "partnerships.view_need", need) == SERVES | {"subdistrict", "resident"}
    assert who_may(town, "partnerships.withdraw_need", need) == SERVES | {"resident"}
    assert who_may(town, "partnerships.mark_met", need) == {"resident"}


@pytest.mark.parametrize("perm", ["partnerships.accept_claim", "partnerships.refuse_claim"])
def test_the_community_decides_about_an_offer(town: Town, perm: str) -> None:
    claim = make_claim(make_open_need(town.community), town.branch, person=town.secretary)
    assert who_may(town, perm, claim) == SERVES


def test_nobody_accepts_their_own_offer(town: Town) -> None:
    both = appoint(town.secretary, town.community, Post.COMMUNITY_WORKER)
    claim = make_claim(make_open_need(town.community), town.branch, person=both)
    assert not both.has_perm("partnerships.accept_claim", claim)
    assert both.has_perm("partnerships.publish_need", claim.need)


def test_only_its_own_side_withdraws_an_offer(town: Town) -> None:
    claim = make_claim(make_open_need(town.community), town.branch, person=town.secretary)
    assert who_may(town, "partnerships.withdraw_claim", claim) == {"secretary"}


def test_offers_are_seen_by_the_two_sides_accepted_ones_by_all(town: Town) -> None:
    need = make_open_need(town.community)
    offered = make_claim(need, town.branch, person=town.secretary)
    sides = SERVES | {"subdistrict", "secretary", "college", "liaison"}
    assert who_may(town, "partnerships.view_claim", offered) == sides
    Claim.objects.filter(pk=offered.pk).update(state=Claim.State.ACCEPTED)
    assert who_may(town, "partnerships.view_claim", offered) == set(PEOPLE)


@pytest.mark.parametrize(
    "perm", [f"partnerships.{verb}_resource" for verb in ("edit", "offer", "pause", "withdraw")]
)
def test_an_organisations_arrangers_handle_its_resources(town: Town, perm: str) -> None:
    assert who_may(town, perm, make_resource(town.branch)) == {"secretary", "liaison"}


ARRANGES = {"secretary", "liaison", "worker", "community_secretary"}
LEADS = {"secretary", "community_secretary"}
PARTNERSHIP_RULES = {
    "partnerships.edit_partnership": ARRANGES,
    "partnerships.propose_partnership": ARRANGES,
    "partnerships.plan_project": ARRANGES,
    "partnerships.sign_partnership": LEADS,
    "partnerships.return_partnership": LEADS,
    "partnerships.end_partnership": LEADS,
    "partnerships.warn_partnership": set(),
    "partnerships.expire_partnership": set(),
}


@pytest.mark.parametrize("perm", PARTNERSHIP_RULES)
def test_an_agreement(town: Town, perm: str) -> None:
    assert (
        who_may(town, perm, make_active_partnership(town.branch, town.community)) == PARTNERSHIP_RULES[perm]
    )


def test_a_project_its_cycle_and_its_target(town: Town) -> None:
    project = make_project(make_active_partnership(town.branch, town.community))
    cycle = project.cycles.get()
    assert who_may(town, "partnerships.start_project", project) == ARRANGES
    assert who_may(town, "partnerships.open_next_cycle", project) == ARRANGES
    assert who_may(town, "partnerships.move_cycle", cycle) == ARRANGES
    assert who_may(town, "partnerships.measure_target", cycle.targets.get()) == ARRANGES
    assert who_may(town, "partnerships.close_cycle", cycle) == LEADS


def test_posts_for_organisations(town: Town) -> None:
    assert who_may(town, "partnerships.claim_for", town.branch) == {"secretary"}
    assert who_may(town, "partnerships.sign_for", town.branch) == {"secretary"}
    assert who_may(town, "partnerships.save_resource", town.branch) == {"secretary", "liaison"}
    assert who_may(town, "partnerships.draft_partnership", town.community) == SERVES
    assert who_may(town, "partnerships.serve_needs", town.community) == SERVES
    assert who_may(town, "partnerships.take_down_need", town.community) == SERVES


def test_everybody_with_an_account_may_ask(town: Town) -> None:
    assert who_may(town, "partnerships.propose_need", town.community) == set(PEOPLE)
    town.resident.is_active = False
    assert not town.resident.has_perm("partnerships.propose_need", town.community)


def test_a_guest_holds_one_act_on_one_need_only(town: Town) -> None:
    need, other = make_need(town.community), make_need(town.community)
    guest = Guest.holding("partnerships.withdraw_need", need)
    assert guest.has_perm("partnerships.withdraw_need", need)
    assert not guest.has_perm("partnerships.withdraw_need", other)
    assert not guest.has_perm("partnerships.show_contact", need)
    assert Guest.from_token(guest.token) == guest


def test_nothing_and_nobody(town: Town) -> None:
    """Every rule of the context says no about nothing, and to a visitor about anything that is not public."""
    names = [name for name in rules.permissions.permissions if name.startswith("partnerships.")]
    said = {name: town.community_secretary.has_perm(name, None) for name in names}
    assert {name for name, answer in said.items() if answer} == {"partnerships.propose_need"}
    need = make_need(town.community)
    visitor = AnonymousUser()
    assert [rules.has_perm(name, visitor, need) for name in NEED_RULES] == [False] * len(NEED_RULES)
    require(SYSTEM, "partnerships.lapse_need", need)


def test_powers_end_with_the_post(town: Town) -> None:
    need = make_open_need(town.community)
    assert town.worker.has_perm("partnerships.publish_need", need)
    Appointment.objects.filter(person=town.worker).update(until=today().replace(year=2021))
    town.worker.__dict__.pop("_standing", None)
    assert not town.worker.has_perm("partnerships.publish_need", need)
