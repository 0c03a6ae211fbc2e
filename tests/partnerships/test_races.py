"""At the same moment, on both databases: offers, acceptances, signatures, receipts, measurements."""

import datetime as dt
from typing import Any

import pytest

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM, Guest
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import (
    Category,
    Claim,
    Cycle,
    Measurement,
    Need,
    Partnership,
    Project,
    Tell,
    Verb,
)
from tests.organizations.factories import appoint
from tests.races import failures, together

from .conftest import Town, make_town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_open_need,
    make_partnership,
    make_project,
    make_running_project,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return make_town()


def states(need: Need) -> dict[str, str]:
    return dict(need.claims.values_list("organization__short_name", "state"))


def test_two_offers_accepted_at_once_leave_one(town: Town) -> None:
    need = make_open_need(town.community)
    ours = make_claim(need, town.branch, person=town.secretary)
    theirs = make_claim(need, town.other_branch, person=town.other_secretary)
    said = together(
        [
            lambda: actions.accept_claim(by=town.worker, claim=ours),
            lambda: actions.accept_claim(by=town.community_secretary, claim=theirs),
        ]
    )
    assert [type(error) for error in failures(said)] == [Refused]
    assert sorted(need.claims.values_list("state", flat=True)) == [Claim.State.ACCEPTED, Claim.State.REFUSED]
    assert Entry.objects.filter(verb=Verb.CLAIM_ACCEPTED).count() == 1
    assert list(queries.invariants()) == []


def test_the_same_offer_accepted_twice_at_once_counts_once(town: Town) -> None:
    claim = make_claim(make_open_need(town.community), town.branch, person=town.secretary)
    said = together([lambda: actions.accept_claim(by=town.worker, claim=claim)] * 3)
    assert failures(said) == []
    assert Entry.objects.filter(verb=Verb.CLAIM_ACCEPTED).count() == 1
    assert Notice.objects.filter(to=town.secretary, kind=Tell.CLAIM_ACCEPTED).count() == 1


def test_accepting_while_the_resident_withdraws(town: Town) -> None:
    need = make_open_need(town.community)
    claim = make_claim(need, town.branch, person=town.secretary)
    holder = Guest.holding("partnerships.withdraw_need", need)
    together(
        [
            lambda: actions.accept_claim(by=town.worker, claim=claim),
            lambda: actions.withdraw_need(by=holder, need=need),
        ]
    )
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert need.claims.get().state in {Claim.State.REFUSED, Claim.State.WITHDRAWN}
    assert list(queries.invariants()) == []


def test_accepting_while_the_branch_takes_its_offer_back(town: Town) -> None:
    need = make_open_need(town.community)
    claim = make_claim(need, town.branch, person=town.secretary)
    together(
        [
            lambda: actions.accept_claim(by=town.worker, claim=claim),
            lambda: actions.withdraw_claim(by=town.secretary, claim=claim, reason="人手不够"),
        ]
    )
    claim.refresh_from_db()
    assert claim.state == Claim.State.WITHDRAWN
    assert list(queries.invariants()) == []


def test_the_same_offer_made_twice_at_once_is_one(town: Town) -> None:
    need = make_open_need(town.community)
    deputy = appoint("刘洋", town.branch, Post.DEPUTY_SECRETARY)
    said = together(
        [
            lambda: actions.offer_claim(by=town.secretary, need=need, organization=town.branch),
            lambda: actions.offer_claim(by=deputy, need=need, organization=town.branch),
            lambda: actions.ask_claim(by=town.worker, need=need, organization=town.branch),
        ]
    )
    assert failures(said) == []
    assert need.claims.count() == 1
    assert need.claims.get().state == Claim.State.OFFERED


def test_a_form_sent_three_times_at_once_is_one_need(town: Town) -> None:
    guest = Guest.holding("partnerships.propose_need", town.community)
    said: dict[str, Any] = {
        "community": town.community,
        "kind": Need.Kind.WISH,
        "title": "教我用手机",
        "words": "不会视频",
        "category": Category.DIGITAL,
        "token": "x" * 32,
    }
    found = together([lambda: actions.propose_need(by=guest, **said)] * 3)
    assert failures(found) == []
    assert len({(need.pk, secret) for need, secret in found}) == 1
    assert Need.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.NEED_PROPOSED).count() == 1


def test_publishing_and_declining_at_once(town: Town) -> None:
    need = make_open_need(town.community)
    Need.objects.update(state=Need.State.PROPOSED, published_at=None)
    said = together(
        [
            lambda: actions.publish_need(by=town.worker, need=need),
            lambda: actions.decline_need(by=town.community_secretary, need=need, reason="不属于本社区"),
        ]
    )
    assert [type(error) for error in failures(said)] == [Refused]
    assert Entry.objects.filter(verb__in=[Verb.NEED_PUBLISHED, Verb.NEED_DECLINED]).count() == 1


def test_both_last_signatures_at_once_issue_one_paper(town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    sides = [(town.secretary, town.branch), (town.community_secretary, town.community)]
    said = together(
        [
            lambda by=by, organization=organization: actions.sign_partnership(  # type: ignore[misc]
                by=by, partnership=partnership, organization=organization, version=1
            )
            for by, organization in sides
        ]
    )
    assert failures(said) == []
    assert sorted(row.state for row in said) == [Partnership.State.ACTIVE, Partnership.State.PROPOSED]
    assert Document.objects.count() == 1
    assert Notice.objects.filter(to=town.secretary, kind=Tell.PARTNERSHIP_ACTIVE).count() == 1
    assert list(queries.invariants()) == []


def test_secretary_and_deputy_sign_for_the_same_side_at_once(town: Town) -> None:
    deputy = appoint("刘洋", town.branch, Post.DEPUTY_SECRETARY)
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    said = together(
        [
            lambda: actions.sign_partnership(
                by=town.secretary, partnership=partnership, organization=town.branch
            ),
            lambda: actions.sign_partnership(by=deputy, partnership=partnership, organization=town.branch),
        ]
    )
    assert failures(said) == []
    assert Entry.objects.filter(verb=Verb.PARTNERSHIP_SIGNED).count() == 1


def test_a_signature_never_lands_on_a_text_that_changed(town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    together(
        [
            lambda: actions.sign_partnership(
                by=town.secretary, partnership=partnership, organization=town.branch, version=1
            ),
            lambda: actions.edit_partnership(by=town.worker, partnership=partnership, rhythm="每季一次"),
        ]
    )
    partnership.refresh_from_db()
    assert partnership.version == 2
    assert partnership.parties.filter(signed_at__isnull=False).count() == 0


def test_a_project_started_twice_at_once_starts_once(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch)
    project = make_project(make_active_partnership(town.branch, town.community), needs=[need])
    said = together(
        [
            lambda: actions.start_project(by=town.secretary, project=project),
            lambda: actions.start_project(by=town.worker, project=project),
        ]
    )
    assert failures(said) == []
    assert Entry.objects.filter(verb__in=[Verb.PROJECT_STARTED, Verb.NEED_STARTED]).count() == 2
    assert Project.objects.get().state == Project.State.RUNNING


def test_two_plans_for_one_need_at_once_are_seen(town: Town) -> None:
    """A need is locked while it is planned for; giving it back at the same moment is one or the other."""
    partnership = make_active_partnership(town.branch, town.community)
    need = make_claimed_need(town.community, town.branch)
    day = today()
    together(
        [
            lambda: actions.plan_project(
                by=town.secretary,
                partnership=partnership,
                led_by=town.branch,
                title="课堂",
                problem="不会",
                target_group="老人",
                needs=[need],
                starts_on=day,
                ends_on=day + dt.timedelta(days=30),
                targets=[{"indicator": "人数", "unit": "人", "baseline": 0, "goal": 5}],
            ),
            lambda: actions.withdraw_claim(by=town.secretary, claim=need.claims.get(), reason="人手不够"),
        ]
    )
    need.refresh_from_db()
    assert need.state == Need.State.OPEN
    assert [line for line in queries.invariants() if line.startswith(("need", "claim", "project"))] == []


def test_readings_at_once_are_all_kept_and_the_newest_counts(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    target = project.cycles.get().targets.get()
    said = together(
        [
            lambda value=value: actions.measure_target(  # type: ignore[misc]
                by=town.secretary, target=target, value=value, how=f"第 {value} 份名单"
            )
            for value in (20, 21, 22)
        ]
    )
    assert failures(said) == []
    assert Measurement.objects.count() == 3
    assert [line for line in queries.invariants() if line.startswith("target")] == []


def test_a_cycle_closed_twice_at_once_closes_once(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    cycle = project.cycles.get()
    Cycle.objects.update(state=Cycle.Stage.ACT)
    cycle.targets.update(measured=3)
    said = together([lambda: actions.close_cycle(by=SYSTEM, cycle=cycle, outcome="keep")] * 2)
    assert failures(said) == []
    assert Entry.objects.filter(verb=Verb.CYCLE_CLOSED).count() == 1


def test_sweeps_run_by_two_workers_at_once_do_things_once(town: Town) -> None:
    need = make_open_need(town.community, until=today() - dt.timedelta(days=1))
    said = together([lambda: actions.lapse_need(by=SYSTEM, need=need)] * 2)
    assert failures(said) == []
    assert Entry.objects.filter(verb=Verb.NEED_LAPSED).count() == 1
