"""How agreements end: by hand, by their day, with what still runs; what fills a draft; invariants."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core import clock
from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused
from gongjian.partnerships import actions, queries, tasks
from gongjian.partnerships.models import Cycle, Partnership, Project, Tell

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claimed_need,
    make_project,
    make_running_project,
)
from .test_agreements import P, told

pytestmark = pytest.mark.django_db


def test_ending_waits_for_running_projects_and_stops_planned_ones(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    running, planned = make_running_project(partnership), make_project(partnership)

    def end() -> None:
        actions.end_partnership(
            by=town.secretary, partnership=partnership, organization=town.branch, reason="办完了"
        )

    with pytest.raises(Refused, match="智慧助老课堂"):
        end()
    Project.objects.filter(pk=running.pk).update(state=Project.State.STOPPED)
    end()
    end()
    partnership.refresh_from_db()
    planned.refresh_from_db()
    assert (partnership.state, partnership.end_reason, planned.state) == (
        P.ENDED,
        "办完了",
        Project.State.STOPPED,
    )
    assert told(town.community_secretary) == [Tell.PARTNERSHIP_ENDED]
    assert list(queries.directory(town.resident)) == []


def test_only_those_who_lead_a_party_end_it(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    for by, organization in [
        (town.worker, town.community),
        (town.secretary, town.community),
        (town.other_secretary, town.other_branch),
    ]:
        with pytest.raises(PermissionDenied):
            actions.end_partnership(
                by=by, partnership=partnership, organization=organization, reason="不想办了"
            )
    with pytest.raises(ValidationError):
        actions.end_partnership(
            by=town.secretary, partnership=partnership, organization=town.branch, reason=""
        )


def test_the_parties_are_warned_at_60_and_30_days_and_it_ends_on_its_day(town: Town) -> None:
    start = clock.now()
    partnership = make_active_partnership(
        town.branch, town.community, ends_on=clock.today() + dt.timedelta(days=90)
    )
    seen = []
    for days in (29, 30, 31, 59, 60, 61, 90, 91, 92):
        with clock.moved_to(start + dt.timedelta(days=days)):
            seen.append(tasks.sweep_ending_partnerships())
    assert seen == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    assert told(town.secretary) == [Tell.PARTNERSHIP_ENDING, Tell.PARTNERSHIP_ENDING, Tell.PARTNERSHIP_ENDED]
    partnership.refresh_from_db()
    assert (partnership.state, partnership.end_reason != "") == (P.ENDED, True)


def test_an_expired_agreement_with_a_running_project_waits_for_its_decision(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    project = make_running_project(partnership)
    Partnership.objects.update(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1))
    assert tasks.sweep_ending_partnerships() == 0
    Cycle.objects.filter(project=project).update(state=Cycle.Stage.CLOSED, outcome="stop")
    Project.objects.update(state=Project.State.STOPPED)
    assert tasks.sweep_ending_partnerships() == 1


def test_sweeps_are_for_the_platform_only(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    with pytest.raises(PermissionDenied):
        actions.expire_partnership(by=town.secretary, partnership=partnership)
    with pytest.raises(PermissionDenied):
        actions.warn_partnership(by=town.secretary, partnership=partnership, days=30)
    assert actions.expire_partnership(by=SYSTEM, partnership=partnership).state == P.ACTIVE


def test_a_claim_fills_the_draft(town: Town) -> None:
    claim = make_claimed_need(town.community, town.branch, words="手机不会用").claims.get()
    found = queries.draft_from(claim)
    assert (found["organization"], found["partner"]) == (town.branch.pk, town.community.pk)
    assert (found["purpose"], found["field"]) == ("手机不会用", "digital")
    assert (found["own_contact"], found["partner_contact"]) == ("周明远", "陈桂芳")
    assert queries.claim_to_draft(town.secretary, str(claim.pk)) == claim
    for person, key in (
        (town.other_secretary, str(claim.pk)),
        (town.secretary, "x"),
        (town.secretary, "99999"),
    ):
        assert queries.claim_to_draft(person, key) is None


def test_invariants_name_what_is_broken(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    assert list(queries.invariants()) == [f"partnership {partnership.pk} is in force without its paper"]
    partnership.parties.filter(organization=town.branch).update(signed_by=None, signed_at=None)
    partnership.parties.filter(organization=town.community).update(side="campus")
    party = partnership.parties.get(organization=town.community)
    assert list(queries.invariants()) == [
        f"partnership {partnership.pk} is active with 1 of 2 signatures",
        f"partnership {partnership.pk} is in force without its paper",
        f"party {party.pk} stands on another side than its organisation",
    ]
