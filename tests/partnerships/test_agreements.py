"""Agreements: drafting, signing by each side for itself, versions, overlap, ending, warnings."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Category, Partnership, Party, Tell, Verb
from tests.organizations.factories import appoint

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_partnership,
)

pytestmark = pytest.mark.django_db
P = Partnership.State


def terms(**fields: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": "数字助老共建",
        "purpose": "让老人会用手机",
        "field": Category.DIGITAL,
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=365),
        "rhythm": "每月一次",
        **fields,
    }


def draft(town: Town, **fields: Any) -> Partnership:
    duties = {town.branch.pk: "派志愿者", town.community.pk: "提供场地"}
    sides = {"organization": town.branch, "partner": town.community, "duties": duties}
    return actions.draft_partnership(by=town.secretary, **{**sides, **terms(), **fields})


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def signatures(partnership: Partnership) -> list[str]:
    return [party.signer_name for party in partnership.parties.all()]


def partnership_in(town: Town, state: str) -> Partnership:
    if state in {P.ACTIVE, P.ENDED}:
        partnership = make_active_partnership(town.branch, town.community)
        if state == P.ENDED:
            Partnership.objects.filter(pk=partnership.pk).update(state=P.ENDED, end_reason="办完了")
    else:
        partnership = make_partnership(town.branch, town.community, state=state)
    partnership.refresh_from_db()
    return partnership


ACTS: dict[str, tuple[Callable[[Town, Partnership], Any], dict[str, str]]] = {
    "edit": (
        lambda town, row: actions.edit_partnership(by=town.liaison, partnership=row, title="改过的标题"),
        {P.DRAFT: P.DRAFT, P.PROPOSED: P.PROPOSED},
    ),
    "propose": (
        lambda town, row: actions.propose_partnership(by=town.liaison, partnership=row),
        {P.DRAFT: P.PROPOSED, P.PROPOSED: P.PROPOSED},
    ),
    "sign": (
        lambda town, row: actions.sign_partnership(
            by=town.secretary, partnership=row, organization=town.branch
        ),
        {P.PROPOSED: P.PROPOSED, P.ACTIVE: P.ACTIVE, P.ENDED: P.ENDED},
    ),
    "return": (
        lambda town, row: actions.return_partnership(
            by=town.community_secretary, partnership=row, organization=town.community, reason="改期限"
        ),
        {P.PROPOSED: P.DRAFT},
    ),
    "end": (
        lambda town, row: actions.end_partnership(
            by=town.secretary, partnership=row, organization=town.branch, reason="办完了"
        ),
        {P.ACTIVE: P.ENDED, P.ENDED: P.ENDED},
    ),
    "plan": (
        lambda town, row: actions.plan_project(
            by=town.liaison,
            partnership=row,
            led_by=town.branch,
            title="课堂",
            problem="不会",
            target_group="老人",
            starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=30),
            targets=[{"indicator": "人数", "unit": "人", "baseline": 0, "goal": 5}],
        ),
        {P.ACTIVE: P.ACTIVE},
    ),
}


@pytest.mark.parametrize("state", P.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(town: Town, act: str, state: str) -> None:
    do, moves = ACTS[act]
    partnership = partnership_in(town, state)
    before = (Notice.objects.count(), Entry.objects.count())
    if state in moves:
        do(town, partnership)
    else:
        with pytest.raises(Refused):
            do(town, partnership)
        assert (Notice.objects.count(), Entry.objects.count()) == before
    partnership.refresh_from_db()
    assert partnership.state == moves.get(state, state)


def test_a_draft_binds_nobody_and_is_seen_by_its_parties(town: Town) -> None:
    partnership = draft(town)
    assert [(p.organization, p.side, p.duties) for p in partnership.parties.all()] == [
        (town.branch, "campus", "派志愿者"),
        (town.community, "community", "提供场地"),
    ]
    seen = [
        name
        for name in ("secretary", "worker", "subdistrict", "college", "member", "other_secretary", "resident")
        if Partnership.objects.visible_to(getattr(town, name)).exists()
    ]
    assert seen == ["secretary", "worker", "subdistrict", "college"]
    assert Notice.objects.count() == 0


def test_who_may_draft(town: Town) -> None:
    for person in (town.member, town.resident, town.other_secretary, town.college):
        with pytest.raises(PermissionDenied):
            actions.draft_partnership(
                by=person, organization=town.branch, partner=town.community, duties={}, **terms()
            )
    with pytest.raises(ValidationError):
        draft(town, partner=town.branch)
    assert Partnership.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"ends_on": dt.date(2020, 1, 1)}, {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 6, 1)}],
)
def test_impossible_terms_are_refused(town: Town, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(town, **wrong)
    assert list(refused.value.message_dict) == ["ends_on"]
    assert Party.objects.count() == 0


def test_an_agreement_of_three(town: Town) -> None:
    partnership = draft(town, others=[town.university.second])
    actions.edit_partnership(
        by=town.secretary, partnership=partnership, duties={town.university.second.pk: "出教材"}
    )
    third = appoint("孙莉", town.university.second)
    actions.propose_partnership(by=town.secretary, partnership=partnership)
    for person, organization in (
        (town.secretary, town.branch),
        (third, town.university.second),
        (town.community_secretary, town.community),
    ):
        partnership = actions.sign_partnership(by=person, partnership=partnership, organization=organization)
    assert partnership.state == P.ACTIVE
    assert len(Document.objects.get().facts["partners"]) == 3


def test_each_side_needs_its_duties_before_signing(town: Town) -> None:
    partnership = draft(town, duties={town.branch.pk: "派志愿者"})
    with pytest.raises(Refused, match="梧桐苑"):
        actions.propose_partnership(by=town.secretary, partnership=partnership)


def test_the_last_signature_puts_it_in_force_and_issues_one_paper(town: Town) -> None:
    partnership = draft(town)
    actions.propose_partnership(by=town.secretary, partnership=partnership)
    assert (
        list(queries.to_sign(town.secretary))
        == list(queries.to_sign(town.community_secretary))
        == [partnership]
    )
    actions.sign_partnership(by=town.secretary, partnership=partnership, organization=town.branch)
    assert Document.objects.count() == 0
    for _again in range(2):
        actions.sign_partnership(
            by=town.community_secretary, partnership=partnership, organization=town.community
        )
    partnership.refresh_from_db()
    assert (partnership.state, signatures(partnership)) == (P.ACTIVE, ["周明远", "陈桂芳"])
    paper = Document.objects.get()
    assert set(paper.parties.all()) == {town.branch, town.community}
    assert paper.facts["duties"] == [
        {"organization": "计算机本科生第三党支部", "words": "派志愿者"},
        {"organization": "梧桐苑社区党委", "words": "提供场地"},
    ]
    assert queries.paper_of(town.secretary, partnership) == paper
    assert queries.paper_of(town.member, partnership) is None
    assert told(town.community_secretary) == [
        Tell.PARTNERSHIP_PROPOSED,
        Tell.PARTNERSHIP_SIGNED,
        Tell.PARTNERSHIP_ACTIVE,
    ]
    assert Entry.objects.filter(verb=Verb.PARTNERSHIP_SIGNED).count() == 2
    assert list(queries.invariants()) == []
    assert list(queries.directory(town.resident)) == [partnership]


def test_one_side_cannot_sign_for_the_other(town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=P.PROPOSED)
    for by, organization in [
        (town.secretary, town.community),
        (town.community_secretary, town.branch),
        (town.worker, town.community),
        (town.liaison, town.branch),
        (town.college, town.branch),
        (town.subdistrict, town.community),
        (town.other_secretary, town.other_branch),
    ]:
        with pytest.raises(PermissionDenied):
            actions.sign_partnership(by=by, partnership=partnership, organization=organization)
    assert signatures(partnership) == ["", ""]


def test_somebody_who_leads_both_sides_signs_for_one_only(town: Town) -> None:
    both = appoint(town.secretary, town.community, "deputy_secretary")
    partnership = make_partnership(town.branch, town.community, state=P.PROPOSED)
    actions.sign_partnership(by=both, partnership=partnership, organization=town.branch)
    with pytest.raises(Refused):
        actions.sign_partnership(by=both, partnership=partnership, organization=town.community)


def test_an_organisation_that_is_no_party_signs_nothing(town: Town) -> None:
    both = appoint(town.secretary, town.university.second, "deputy_secretary")
    partnership = make_partnership(town.branch, town.community, state=P.PROPOSED)
    with pytest.raises(Refused):
        actions.sign_partnership(by=both, partnership=partnership, organization=town.university.second)


def test_a_change_removes_signatures_and_makes_a_new_version(town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=P.PROPOSED)
    actions.sign_partnership(by=town.secretary, partnership=partnership, organization=town.branch, version=1)
    actions.edit_partnership(
        by=town.worker, partnership=partnership, rhythm="每季一次", duties={town.community.pk: "提供两间房"}
    )
    partnership.refresh_from_db()
    assert (partnership.version, partnership.state, signatures(partnership)) == (2, P.PROPOSED, ["", ""])
    with pytest.raises(Refused):
        actions.sign_partnership(
            by=town.community_secretary, partnership=partnership, organization=town.community, version=1
        )
    assert told(town.secretary) == [Tell.PARTNERSHIP_CHANGED]
    actions.sign_partnership(
        by=town.community_secretary, partnership=partnership, organization=town.community, version=2
    )
    assert signatures(partnership) == ["", "陈桂芳"]


def test_returning_asks_for_changes(town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=P.PROPOSED)
    actions.sign_partnership(by=town.secretary, partnership=partnership, organization=town.branch)
    with pytest.raises(ValidationError):
        actions.return_partnership(
            by=town.community_secretary, partnership=partnership, organization=town.community, reason=" "
        )
    actions.return_partnership(
        by=town.community_secretary, partnership=partnership, organization=town.community, reason="期限太长"
    )
    partnership.refresh_from_db()
    assert (partnership.state, signatures(partnership)) == (P.DRAFT, ["", ""])
    assert told(town.secretary)[-1] == Tell.PARTNERSHIP_RETURNED


def test_overlap_in_the_same_field_and_time_is_flagged_not_refused(town: Town) -> None:
    today = clock.today()
    held = make_active_partnership(town.branch, town.community)
    for fields, flagged in [
        ({}, True),
        ({"field": Category.HEALTH}, False),
        (
            {
                "starts_on": held.ends_on + dt.timedelta(days=1),
                "ends_on": held.ends_on + dt.timedelta(days=90),
            },
            False,
        ),
        ({"starts_on": held.ends_on, "ends_on": held.ends_on + dt.timedelta(days=90)}, True),
    ]:
        row = draft(town, **fields)
        assert queries.overlaps_of(row) == ([held] if flagged else []), fields
    elsewhere = make_partnership(town.other_branch, town.community)
    assert queries.overlaps_of(elsewhere) == []
    assert queries.overlaps_of(held) == []
    assert today == held.starts_on
