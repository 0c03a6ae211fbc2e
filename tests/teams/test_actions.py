"""Founding, joining, serving: who, when, once only, and what is counted."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.activities.models import SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships.actions import accept_claim
from gongjian.partnerships.models import Claim, Need
from gongjian.teams import actions, queries
from gongjian.teams.models import Membership, TeamSeat, VolunteerTeam
from tests.activities.factories import make_activity, make_settled, open_shift
from tests.partnerships.factories import make_claim, make_open_need
from tests.teams.factories import (
    DAY,
    Bridge,
    make_calling,
    make_member,
    make_team,
    make_team_seat,
    somebody,
)

pytestmark = pytest.mark.django_db


def propose(bridge: Bridge, **changes: Any) -> VolunteerTeam:
    given: dict[str, Any] = {
        "organization": bridge.branch,
        "partner": bridge.community,
        "leader": bridge.student,
        "kind": "volunteer",
        "name": "青春志愿者",
        "words": "周六陪老人",
    }
    return actions.found(by=bridge.secretary, **{**given, **changes})


def test_one_side_proposes_the_other_names_its_leader_and_the_team_begins(bridge: Bridge) -> None:
    team = propose(bridge)
    assert (team.state, team.campus_leader, team.community_leader) == ("proposed", bridge.student, None)
    assert Notice.objects.filter(to=bridge.worker).count() == 1
    team = actions.accept(by=bridge.worker, team=team, leader=bridge.worker)
    team.refresh_from_db()
    assert (team.state, team.members, team.community_leader) == ("active", 2, bridge.worker)
    assert set(team.memberships.values_list("person__display_name", flat=True)) == {"林知夏", "王秀兰"}


def test_a_neighbourhood_may_propose_too(bridge: Bridge) -> None:
    team = actions.found(
        by=bridge.worker, organization=bridge.community, partner=bridge.branch, leader=bridge.resident,
        kind="volunteer", name="邻里互助队", words="邻居和同学一起",
    )  # fmt: skip
    assert (team.campus, team.community, team.campus_leader) == (bridge.branch, bridge.community, None)
    actions.accept(by=bridge.secretary, team=team, leader=bridge.classmate)
    team.refresh_from_db()
    assert team.campus_leader == bridge.classmate


def test_the_same_proposal_twice_is_one_team(bridge: Bridge) -> None:
    assert propose(bridge).pk == propose(bridge).pk
    assert VolunteerTeam.objects.count() == 1


@pytest.mark.parametrize("who", ["student", "worker", "stranger", "resident"])
def test_only_those_who_arrange_for_the_organisation_propose(bridge: Bridge, who: str) -> None:
    bridge = bridge.__class__(**{**bridge.__dict__, "secretary": getattr(bridge, who)})
    with pytest.raises(PermissionDenied):
        propose(bridge)


def test_the_proposing_side_cannot_answer_for_the_other(bridge: Bridge) -> None:
    team = propose(bridge)
    with pytest.raises(PermissionDenied):
        actions.accept(by=bridge.secretary, team=team, leader=bridge.worker)


def test_a_leader_belongs_to_the_side_they_lead(bridge: Bridge) -> None:
    with pytest.raises(ValidationError):
        propose(bridge, leader=bridge.resident)
    team = propose(bridge)
    with pytest.raises(ValidationError):
        actions.accept(by=bridge.worker, team=team, leader=bridge.student)


def test_a_declined_team_is_over_and_its_name_free(bridge: Bridge) -> None:
    team = actions.decline(by=bridge.worker, team=propose(bridge), reason="人手不够")
    assert (team.state, team.close_reason) == ("declined", "人手不够")
    assert propose(bridge).pk != team.pk


def test_joining_leaving_and_joining_again(bridge: Bridge) -> None:
    team = make_calling(bridge)
    row = actions.join(by=bridge.classmate, team=team, words="会修电脑")
    assert actions.join(by=bridge.classmate, team=team).pk == row.pk
    row = actions.answer_member(by=bridge.worker, membership=row, accept=True)
    team.refresh_from_db()
    assert (row.state, team.members) == ("member", 3)
    actions.leave(by=bridge.classmate, membership=row)
    actions.leave(by=bridge.classmate, membership=row)
    team.refresh_from_db()
    assert team.members == 2
    again = actions.join(by=bridge.classmate, team=team)
    assert (again.pk, again.state) == (row.pk, "asked")
    assert list(queries.invariants()) == []


def test_a_full_team_takes_nobody(bridge: Bridge) -> None:
    team = make_calling(bridge, places=3)
    first = actions.join(by=bridge.classmate, team=team)
    second = actions.join(by=bridge.resident, team=team)
    actions.answer_member(by=bridge.student, membership=first, accept=True)
    with pytest.raises(Refused):
        actions.answer_member(by=bridge.student, membership=second, accept=True)
    second.refresh_from_db()
    assert second.state == "asked"


def test_nobody_takes_themselves_in_and_members_do_not_decide(bridge: Bridge) -> None:
    team = make_calling(bridge)
    row = actions.join(by=bridge.classmate, team=team)
    for by in (bridge.classmate, bridge.secretary, bridge.stranger):
        with pytest.raises(PermissionDenied):
            actions.answer_member(by=by, membership=row, accept=True)


def test_leaders_stay_until_the_team_closes(bridge: Bridge) -> None:
    team = make_team(bridge)
    row = queries.my_membership(bridge.student, team)
    with pytest.raises(Refused):
        actions.leave(by=bridge.student, membership=row)
    actions.close(by=bridge.student, team=team, reason="毕业了")
    assert actions.leave(by=bridge.student, membership=row).state == "left"


def test_a_name_stands_on_the_page_only_while_its_person_wants_it(bridge: Bridge) -> None:
    team = make_team(bridge)
    row = make_member(team, bridge.classmate)
    assert queries.named_members(team) == []
    actions.show_name(by=bridge.classmate, membership=row, is_named=True)
    assert [each.name for each in queries.named_members(team)] == ["许一鸣"]
    with pytest.raises(PermissionDenied):
        actions.show_name(by=bridge.student, membership=row, is_named=False)
    actions.leave(by=bridge.classmate, membership=row)
    assert queries.named_members(team) == []


def test_a_team_signs_up_across_organisations_and_counts_only_what_both_sides_confirmed(
    bridge: Bridge,
) -> None:
    team = make_team(bridge)
    rows = [make_member(team, bridge.classmate), make_member(team, bridge.resident)]
    shift = open_shift(make_activity(bridge.other_branch, title="大扫除", group_size=6))
    seats = actions.sign_up_team(by=bridge.student, team=team, shift=shift, members=rows)
    assert len(seats) == 2
    assert actions.sign_up_team(by=bridge.student, team=team, shift=shift, members=rows) == []
    assert queries.record_of(team).minutes == 0
    SignUp.objects.filter(pk=seats[0].sign_up_id).update(
        state="attended", minutes=90, checked_in_at=now(), confirmed_at=now(), countersigned_at=now()
    )
    done = queries.record_of(team)
    assert (done.activities, done.times, done.people, done.minutes) == (1, 1, 1, 90)


def test_who_has_a_seat_already_is_not_counted_for_the_team(bridge: Bridge) -> None:
    team = make_team(bridge)
    row = make_member(team, bridge.classmate)
    shift = open_shift(make_activity(bridge.branch, group_size=6))
    SignUp.objects.create(shift=shift, person=bridge.classmate, name="许一鸣", state="confirmed")
    assert actions.sign_up_team(by=bridge.student, team=team, shift=shift, members=[row]) == []
    assert TeamSeat.objects.count() == 0


def test_the_team_takes_all_its_seats_or_none(bridge: Bridge) -> None:
    team = make_team(bridge)
    rows = [make_member(team, bridge.classmate), make_member(team, bridge.resident)]
    shift = open_shift(make_activity(bridge.branch, group_size=6, shift={"capacity": 1}))
    with pytest.raises(Refused):
        actions.sign_up_team(by=bridge.student, team=team, shift=shift, members=rows)
    assert (SignUp.objects.count(), TeamSeat.objects.count()) == (0, 0)


def test_people_of_another_team_cannot_be_slipped_in(bridge: Bridge) -> None:
    team, other = make_team(bridge), make_team(bridge, name="另一支队")
    foreign = make_member(other, bridge.classmate)
    shift = open_shift(make_activity(bridge.branch, group_size=6))
    with pytest.raises(ValidationError):
        actions.sign_up_team(by=bridge.student, team=team, shift=shift, members=[foreign])


def test_a_team_fulfils_a_wish_and_the_people_helped_are_counted(bridge: Bridge) -> None:
    team = make_team(bridge)
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH, beneficiaries=2)
    row = actions.take_wish(by=bridge.student, team=team, need=wish, words="周日上门")
    assert actions.take_wish(by=bridge.student, team=team, need=wish, words="周日上门").pk == row.pk
    assert (row.claim.helper, row.claim.organization) == ("青春志愿者", bridge.branch)
    assert list(queries.wishes_of(team)) == []
    accept_claim(by=bridge.worker, claim=row.claim)
    assert [each.claim.need for each in queries.wishes_of(team)] == [wish]
    assert queries.record_of(team).served == 0
    Need.objects.filter(pk=wish.pk).update(state="met", met_at=now())
    done = queries.record_of(team)
    assert (done.served, done.wishes) == (2, 1)


def test_a_team_takes_small_wishes_only(bridge: Bridge) -> None:
    team = make_team(bridge)
    with pytest.raises(PermissionDenied):
        actions.take_wish(by=bridge.student, team=team, need=make_open_need(bridge.community), words="我们来")
    assert Claim.objects.count() == 0


def test_an_offer_of_the_same_organisation_is_not_overwritten(bridge: Bridge) -> None:
    team = make_team(bridge)
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH)
    claim = make_claim(wish, bridge.branch, words="支部自己来")
    with pytest.raises(Refused):
        actions.take_wish(by=bridge.student, team=team, need=wish, words="我们来")
    claim.refresh_from_db()
    assert claim.words == "支部自己来"


def test_the_neighbourhoods_own_leader_does_not_fulfil_its_own_wish(bridge: Bridge) -> None:
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH)
    with pytest.raises((Refused, PermissionDenied)):
        actions.take_wish(by=bridge.worker, team=make_team(bridge), need=wish, words="我们来")


def test_a_seat_counts_for_one_team(bridge: Bridge) -> None:
    team = make_team(bridge)
    shift = open_shift(make_activity(bridge.branch))
    make_team_seat(team, make_settled(shift, bridge.classmate, minutes=60))
    make_settled(shift, somebody("别人", bridge.branch), minutes=60)
    assert queries.record_of(team).minutes == 60


def test_every_write_is_written_down(bridge: Bridge) -> None:
    team = actions.accept(by=bridge.worker, team=propose(bridge), leader=bridge.worker)
    actions.set_call(by=bridge.student, team=team, call="来吧", call_until=today() + DAY, places=10)
    row = actions.join(by=bridge.classmate, team=team)
    actions.answer_member(by=bridge.student, membership=row, accept=False)
    verbs = set(Entry.objects.filter(verb__startswith="teams.").values_list("verb", flat=True))
    assert verbs == {
        f"teams.{verb}" for verb in ("founded", "accepted", "called", "join_asked", "not_joined")
    }
    assert Membership.objects.get(pk=row.pk).state == "declined"
