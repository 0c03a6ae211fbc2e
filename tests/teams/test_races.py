"""Many at once: a team never has more members than places, one wish has one offer of an organisation."""

import pytest

from gongjian.partnerships.models import Claim, Need
from gongjian.teams import actions, queries
from gongjian.teams.models import Membership, TeamClaim, TeamSeat, VolunteerTeam
from tests.activities.factories import make_activity, open_shift
from tests.partnerships.factories import make_open_need
from tests.races import failures, together
from tests.teams.factories import make_bridge, make_calling, make_member, make_team, somebody

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_leaders_and_one_last_place() -> None:
    bridge = make_bridge()
    team = make_calling(bridge, places=3)
    rows = [actions.join(by=somebody(f"同学{number}", bridge.branch), team=team) for number in range(4)]
    leaders = [bridge.student, bridge.worker] * 2
    results = together(
        [
            lambda by=by, row=row: actions.answer_member(by=by, membership=row, accept=True)  # type: ignore[misc]
            for by, row in zip(leaders, rows, strict=True)
        ]
    )
    assert len(failures(results)) == 3
    assert VolunteerTeam.objects.get().members == 3
    assert Membership.objects.filter(state="member").count() == 3
    assert list(queries.invariants()) == []


def test_one_person_presses_join_many_times() -> None:
    bridge = make_bridge()
    team = make_calling(bridge)
    results = together([lambda: actions.join(by=bridge.classmate, team=team)] * 5)
    assert failures(results) == []
    assert Membership.objects.filter(person=bridge.classmate).count() == 1


def test_both_sides_answer_and_withdraw_in_the_same_second() -> None:
    bridge = make_bridge()
    team = make_team(bridge, state="proposed")
    results = together(
        [
            lambda: actions.accept(by=bridge.worker, team=team, leader=bridge.worker),
            lambda: actions.close(by=bridge.secretary, team=team, reason="先不办了"),
            lambda: actions.decline(by=bridge.worker, team=team, reason="人手不够"),
        ]
    )
    state = VolunteerTeam.objects.get().state
    assert len(failures(results)) in {1, 2}
    assert state in {"closed", "declined"} if len(failures(results)) == 2 else state == "closed"
    assert list(queries.invariants()) == []


def test_two_teams_and_one_wish() -> None:
    bridge = make_bridge()
    teams = [make_team(bridge), make_team(bridge, name="第二支队")]
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH)
    results = together(
        [
            lambda team=team: actions.take_wish(by=bridge.student, team=team, need=wish, words="我们来")  # type: ignore[misc]
            for team in teams * 2
        ]
    )
    assert len(failures(results)) == 2
    assert (Claim.objects.count(), TeamClaim.objects.count()) == (1, 1)


def test_two_teams_and_the_last_places() -> None:
    bridge = make_bridge()
    teams = [make_team(bridge), make_team(bridge, name="第二支队")]
    rows = [
        [make_member(team, somebody(f"{team.name}{number}", bridge.branch)) for number in range(2)]
        for team in teams
    ]
    shift = open_shift(make_activity(bridge.branch, group_size=5, shift={"capacity": 3}))
    results = together(
        [
            lambda team=team, members=members: actions.sign_up_team(  # type: ignore[misc]
                by=bridge.student, team=team, shift=shift, members=members
            )
            for team, members in zip(teams, rows, strict=True)
        ]
    )
    shift.refresh_from_db()
    assert len(failures(results)) == 1
    assert (shift.taken, TeamSeat.objects.count()) == (2, 2)
