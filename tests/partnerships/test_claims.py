"""Offers: every act in every state, both sides, hostile ids."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.audit.models import Entry
from gongjian.core.errors import Refused
from gongjian.notices.models import Delivery, Notice
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Claim, Need, Tell, Verb
from tests.organizations.factories import appoint

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_open_need,
    make_running_project,
)

pytestmark = pytest.mark.django_db
C = Claim.State


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def claim_in(town: Town, state: str) -> Claim:
    if state == C.ACCEPTED:
        return make_claimed_need(town.community, town.branch).claims.get()
    return make_claim(make_open_need(town.community), town.branch, person=town.secretary, state=state)


ACTS: dict[str, tuple[Callable[[Town, Claim], Any], dict[str, tuple[str, str]]]] = {
    "accept": (
        lambda town, claim: actions.accept_claim(by=town.worker, claim=claim),
        {C.OFFERED: (C.ACCEPTED, Need.State.CLAIMED), C.ACCEPTED: (C.ACCEPTED, Need.State.CLAIMED)},
    ),
    "refuse": (
        lambda town, claim: actions.refuse_claim(by=town.worker, claim=claim, reason="时间不合适"),
        {C.OFFERED: (C.REFUSED, Need.State.OPEN), C.ASKED: (C.REFUSED, Need.State.OPEN)},
    ),
    "withdraw": (
        lambda town, claim: actions.withdraw_claim(by=town.secretary, claim=claim, reason="人手不够"),
        {
            C.ASKED: (C.WITHDRAWN, Need.State.OPEN),
            C.OFFERED: (C.WITHDRAWN, Need.State.OPEN),
            C.ACCEPTED: (C.WITHDRAWN, Need.State.OPEN),
        },
    ),
}


@pytest.mark.parametrize("state", C.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(town: Town, act: str, state: str) -> None:
    do, moves = ACTS[act]
    claim = claim_in(town, state)
    if state in moves:
        do(town, claim)
        claim.refresh_from_db()
        claim.need.refresh_from_db()
        assert (claim.state, claim.need.state) == moves[state]
        assert list(queries.invariants()) == []
        return
    before = (Notice.objects.count(), Entry.objects.count())
    with pytest.raises(Refused):
        do(town, claim)
    claim.refresh_from_db()
    assert claim.state == state
    assert (Notice.objects.count(), Entry.objects.count()) == before


def test_an_offer_is_told_to_the_neighbourhood_and_counts_once(town: Town) -> None:
    need = make_open_need(town.community)
    first = actions.offer_claim(by=town.secretary, need=need, organization=town.branch, words=" 周三来 ")
    again = actions.offer_claim(by=town.secretary, need=need, organization=town.branch)
    assert first.pk == again.pk
    assert (first.words, first.person_name) == ("周三来", "周明远")
    assert told(town.worker) == [Tell.CLAIM_OFFERED]
    assert Entry.objects.filter(verb=Verb.CLAIM_OFFERED).count() == 1


def test_offering_again_after_a_refusal_is_a_new_offer(town: Town) -> None:
    need = make_open_need(town.community)
    first = actions.offer_claim(by=town.secretary, need=need, organization=town.branch)
    actions.refuse_claim(by=town.worker, claim=first, reason="再等等")
    second = actions.offer_claim(by=town.secretary, need=need, organization=town.branch)
    assert second.pk != first.pk
    assert told(town.secretary) == [Tell.CLAIM_REFUSED]


@pytest.mark.parametrize("who", ["member", "liaison", "resident", "worker", "other_worker"])
def test_those_who_lead_nothing_else_cannot_offer(town: Town, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.offer_claim(
            by=getattr(town, who), need=make_open_need(town.community), organization=town.branch
        )


def test_nobody_offers_for_another_organisation(town: Town) -> None:
    need = make_open_need(town.community)
    with pytest.raises(PermissionDenied):
        actions.offer_claim(by=town.secretary, need=need, organization=town.other_branch)
    with pytest.raises(PermissionDenied):
        actions.offer_claim(by=town.community_secretary, need=need, organization=town.community)
    assert Claim.objects.count() == 0


def test_the_community_cannot_claim_its_own_need_even_by_somebody_who_leads_both(town: Town) -> None:
    both = appoint(town.secretary, town.community, "deputy_secretary")
    need = make_open_need(town.community)
    with pytest.raises(Refused):
        actions.offer_claim(by=both, need=need, organization=town.community)
    with pytest.raises(Refused):
        actions.ask_claim(by=town.worker, need=need, organization=town.community)


def test_asking_and_answering(town: Town) -> None:
    need = make_open_need(town.community)
    asked = actions.ask_claim(by=town.worker, need=need, organization=town.branch)
    assert actions.ask_claim(by=town.worker, need=need, organization=town.branch).pk == asked.pk
    assert told(town.secretary) == [Tell.CLAIM_ASKED]
    assert list(queries.asked_of(town.secretary)) == [asked]
    with pytest.raises(Refused):
        actions.accept_claim(by=town.community_secretary, claim=asked)
    offered = actions.offer_claim(by=town.secretary, need=need, organization=town.branch, words="可以")
    assert (offered.pk, offered.state, offered.person) == (asked.pk, C.OFFERED, town.secretary)
    actions.accept_claim(by=town.worker, claim=offered)
    assert queries.find_need(town.worker, need.pk).taken_by == offered


def test_accepting_answers_the_other_offers_and_tells_the_resident(town: Town) -> None:
    need = make_open_need(town.community, contact="13800002207")
    ours = make_claim(need, town.branch, person=town.secretary)
    theirs = make_claim(need, town.other_branch, person=town.other_secretary)
    asked = make_claim(need, town.university.second, person=town.worker, state=C.ASKED)
    actions.accept_claim(by=town.community_secretary, claim=ours)
    actions.accept_claim(by=town.community_secretary, claim=ours)
    for claim in (ours, theirs, asked):
        claim.refresh_from_db()
    assert (ours.state, theirs.state, asked.state) == (C.ACCEPTED, C.REFUSED, C.REFUSED)
    assert theirs.reason != ""
    assert (ours.decided_by, ours.decided_at is not None) == (town.community_secretary, True)
    assert told(town.secretary) == [Tell.CLAIM_ACCEPTED]
    assert told(town.other_secretary) == [Tell.CLAIM_REFUSED]
    sms = Delivery.objects.select_related("notice").get()
    assert (sms.notice.kind, sms.address, "计本三" in sms.body) == (Tell.NEED_TAKEN_UP, "13800002207", True)
    with pytest.raises(Refused):
        actions.accept_claim(by=town.worker, claim=theirs)


def test_refusing_and_withdrawing_need_a_reason(town: Town) -> None:
    claim = claim_in(town, C.OFFERED)
    with pytest.raises(ValidationError):
        actions.refuse_claim(by=town.worker, claim=claim, reason="  ")
    with pytest.raises(ValidationError):
        actions.withdraw_claim(by=town.secretary, claim=claim, reason="")
    claim.refresh_from_db()
    assert claim.state == C.OFFERED


def test_giving_an_accepted_need_back_opens_it_and_tells_everybody(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch, contact="13800002207")
    actions.start_need(by=town.worker, need=need)
    actions.withdraw_claim(by=town.secretary, claim=need.claims.get(), reason="人手不够")
    need.refresh_from_db()
    assert (need.state, need.started_at) == (Need.State.OPEN, None)
    assert told(town.worker) == [Tell.CLAIM_WITHDRAWN]
    kinds = Delivery.objects.order_by("pk").values_list("notice__kind", flat=True)
    assert list(kinds) == [Tell.NEED_STARTED, Tell.NEED_REOPENED]
    other = actions.offer_claim(by=town.other_secretary, need=need, organization=town.other_branch)
    actions.accept_claim(by=town.worker, claim=other)
    assert list(queries.invariants()) == []


def test_what_a_running_project_works_on_is_not_given_back_behind_its_back(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch)
    make_running_project(make_active_partnership(town.branch, town.community), needs=[need])
    with pytest.raises(Refused):
        actions.withdraw_claim(by=town.secretary, claim=need.claims.get(), reason="人手不够")
    need.refresh_from_db()
    assert need.state == Need.State.IN_PROGRESS


@pytest.mark.parametrize(
    "who", ["member", "liaison", "other_secretary", "college", "other_worker", "subdistrict"]
)
def test_strangers_decide_nothing(town: Town, who: str) -> None:
    claim = claim_in(town, C.OFFERED)
    person = getattr(town, who)
    with pytest.raises(PermissionDenied):
        actions.accept_claim(by=person, claim=claim)
    with pytest.raises(PermissionDenied):
        actions.refuse_claim(by=person, claim=claim, reason="不行")
    with pytest.raises(PermissionDenied):
        actions.withdraw_claim(by=person, claim=claim, reason="不行")


def test_the_database_holds_one_accepted_and_one_open_offer(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_claim(need, town.other_branch, state=C.ACCEPTED)
    make_claim(need, town.other_branch, state=C.OFFERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_claim(need, town.other_branch, state=C.ASKED)


def test_invariants_name_what_is_broken(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch)
    Need.objects.filter(pk=need.pk).update(state=Need.State.OPEN)
    assert list(queries.invariants()) == [f"need {need.pk} is open but an offer is accepted"]
    need.claims.update(state=C.OFFERED)
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
    assert list(queries.invariants()) == [
        f"claim {need.claims.get().pk} is offered on a need that is not open",
        f"need {need.pk} is met at no time",
    ]
