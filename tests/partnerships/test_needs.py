"""Needs: every act in every state, who is told, what is logged."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.core.access import SYSTEM, Guest
from gongjian.core.errors import Refused
from gongjian.notices.models import Delivery, Notice
from gongjian.partnerships import actions, queries, tasks
from gongjian.partnerships.models import Category, Claim, Need, Tell, Verb

from .conftest import Town
from .factories import SECRET, make_claim, make_claimed_need, make_need, make_open_need

pytestmark = pytest.mark.django_db
S = Need.State
ACCEPTED_NEEDED = {S.CLAIMED, S.IN_PROGRESS, S.MET}


def said(town: Town, **fields: Any) -> dict[str, Any]:
    return {
        "community": town.community,
        "kind": Need.Kind.WISH,
        "title": "教我用手机",
        "words": "想学跟女儿视频。",
        "category": Category.DIGITAL,
        **fields,
    }


def guest(town: Town) -> Guest:
    return Guest.holding("partnerships.propose_need", town.community)


def need_in(town: Town, state: str, **fields: Any) -> Need:
    """A need of the town in a state, with an accepted offer of the branch where there must be one."""
    if state in ACCEPTED_NEEDED:
        need = make_claimed_need(town.community, town.branch, **fields)
    else:
        need = make_need(town.community, **fields)
    reason = "不属于本社区" if state == S.DECLINED else ""
    Need.objects.filter(pk=need.pk).update(
        state=state, decline_reason=reason, met_at=clock.now() if state == S.MET else None
    )
    need.refresh_from_db()
    return need


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def outside() -> list[tuple[str, str]]:
    """What goes out to contacts without an account: kind and address."""
    rows = Delivery.objects.select_related("notice").order_by("pk")
    return [(row.notice.kind, row.address) for row in rows]


# ---------------------------------------------------------------- proposing


def test_a_visitor_proposes_with_a_receipt_and_without_an_account(town: Town) -> None:
    need, secret = actions.propose_need(by=guest(town), **said(town, contact="13800002207"))
    assert (need.state, need.proposed_by, need.taken_down_by) == (S.PROPOSED, None, None)
    assert len(need.receipt) == 8
    assert need.receipt.isdecimal()
    assert len(secret) == 6
    assert not set(secret) & set("01OILU")
    assert secret not in need.secret
    assert queries.by_receipt(need.receipt, secret.lower()) == need
    assert queries.by_receipt(need.receipt, "222222") is None
    assert queries.by_receipt("00000000", secret) is None
    entry = Entry.objects.get(verb=Verb.NEED_PROPOSED)
    assert (entry.by, entry.capability) == (None, "visit")
    assert told(town.worker) == told(town.community_secretary) == [Tell.NEED_PROPOSED]
    assert told(town.other_worker) == told(town.secretary) == []


def test_the_contact_is_ciphertext_in_the_table(town: Town) -> None:
    need, _secret = actions.propose_need(
        by=guest(town), **said(town, contact="13800002207", contact_name="吴阿姨")
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, contact_name FROM partnerships_need WHERE id = %s", [need.pk])
        stored = cursor.fetchone()
    assert "2207" not in stored[0]
    assert "吴" not in stored[1]
    assert (need.contact, need.contact_name) == ("13800002207", "吴阿姨")


def test_until_is_eight_weeks_away_unless_somebody_says_otherwise(town: Town) -> None:
    need, _secret = actions.propose_need(by=guest(town), **said(town))
    assert need.until == clock.today() + dt.timedelta(weeks=8)


def test_the_same_form_twice_is_one_need_with_the_same_code(town: Town) -> None:
    first = actions.propose_need(by=guest(town), token="t" * 32, **said(town))
    second = actions.propose_need(by=guest(town), token="t" * 32, **said(town))
    assert (first[0].pk, first[1]) == (second[0].pk, second[1])
    assert Need.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.NEED_PROPOSED).count() == 1
    assert told(town.worker) == [Tell.NEED_PROPOSED]
    third = actions.propose_need(by=guest(town), token="u" * 32, **said(town))
    assert third[0].pk != first[0].pk


def test_a_capability_for_one_community_does_not_open_another(town: Town) -> None:
    elsewhere = town.district.other_community
    with pytest.raises(PermissionDenied):
        actions.propose_need(by=guest(town), **said(town, community=elsewhere))


def test_a_place_of_another_community_is_refused(town: Town) -> None:
    with pytest.raises(ValidationError):
        actions.propose_need(by=guest(town), **said(town, place=town.district.other_compound))
    assert Need.objects.count() == 0


def test_a_worker_takes_a_need_down_for_a_resident(town: Town) -> None:
    need, _secret = actions.propose_need(by=town.worker, taken_down_by=town.worker, **said(town))
    assert (need.taken_down_by, need.proposed_by) == (town.worker, None)
    assert not town.worker.has_perm("partnerships.mark_met", need)


@pytest.mark.parametrize("who", ["secretary", "resident", "other_worker", "subdistrict"])
def test_only_the_communitys_workers_take_needs_down(town: Town, who: str) -> None:
    person = getattr(town, who)
    with pytest.raises(PermissionDenied):
        actions.propose_need(by=person, taken_down_by=person, **said(town))


def test_a_person_with_an_account_is_told_in_the_account(town: Town) -> None:
    need, _secret = actions.propose_need(by=town.resident, **said(town, contact="13800002207"))
    actions.publish_need(by=town.worker, need=need)
    assert told(town.resident) == [Tell.NEED_PUBLISHED]
    assert outside() == []


# ---------------------------------------------------------------- every act in every state

ACTS: dict[str, tuple[Callable[[Town, Need], Any], dict[str, str]]] = {
    "publish": (lambda town, need: actions.publish_need(by=town.worker, need=need), {S.PROPOSED: S.OPEN}),
    "decline": (
        lambda town, need: actions.decline_need(by=town.worker, need=need, reason="不属于本社区"),
        {S.PROPOSED: S.DECLINED},
    ),
    "withdraw": (
        lambda town, need: actions.withdraw_need(by=town.worker, need=need),
        {S.PROPOSED: S.WITHDRAWN, S.OPEN: S.WITHDRAWN, S.CLAIMED: S.WITHDRAWN, S.WITHDRAWN: S.WITHDRAWN},
    ),
    "edit": (
        lambda town, need: actions.edit_need(by=town.worker, need=need, title="改过的标题"),
        {S.PROPOSED: S.PROPOSED, S.OPEN: S.OPEN},
    ),
    "start": (
        lambda town, need: actions.start_need(by=town.worker, need=need),
        {S.CLAIMED: S.IN_PROGRESS, S.IN_PROGRESS: S.IN_PROGRESS},
    ),
    "mark met": (
        lambda town, need: actions.mark_met(by=Guest.holding("partnerships.mark_met", need), need=need),
        {S.CLAIMED: S.MET, S.IN_PROGRESS: S.MET, S.MET: S.MET},
    ),
    "offer": (
        lambda town, need: actions.offer_claim(
            by=town.other_secretary, need=need, organization=town.other_branch
        ),
        {S.OPEN: S.OPEN},
    ),
    "ask": (
        lambda town, need: actions.ask_claim(by=town.worker, need=need, organization=town.other_branch),
        {S.OPEN: S.OPEN},
    ),
}


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state(town: Town, act: str, state: str) -> None:
    """An act either leads to the state of the table or is refused and changes nothing."""
    do, moves = ACTS[act]
    need = need_in(town, state)
    if state in moves:
        do(town, need)
        need.refresh_from_db()
        assert need.state == moves[state]
        assert list(queries.invariants()) == []
        return
    before = (Claim.objects.count(), Notice.objects.count(), Entry.objects.count())
    with pytest.raises(Refused):
        do(town, need)
    need.refresh_from_db()
    assert need.state == state
    assert (Claim.objects.count(), Notice.objects.count(), Entry.objects.count()) == before


STRANGERS: dict[str, tuple[str, str]] = {  # act → who may not, and a state in which others may
    "publish_need": ("secretary", S.PROPOSED),
    "edit_need": ("other_worker", S.OPEN),
    "withdraw_need": ("secretary", S.OPEN),
    "start_need": ("other_secretary", S.CLAIMED),
    "mark_met": ("worker", S.IN_PROGRESS),
}


@pytest.mark.parametrize("act", STRANGERS)
def test_strangers_are_refused(town: Town, act: str) -> None:
    who, state = STRANGERS[act]
    need = need_in(town, state)
    with pytest.raises(PermissionDenied):
        getattr(actions, act)(by=getattr(town, who), need=need)
    need.refresh_from_db()
    assert need.state == state


# ---------------------------------------------------------------- what each act does


def test_publishing_takes_the_neighbourhoods_words(town: Town) -> None:
    need = make_need(town.community, contact="a@example.org")
    actions.publish_need(
        by=town.worker, need=need, title="3 位老人想学视频", place=town.place, people_wanted=4
    )
    need.refresh_from_db()
    assert (need.title, need.place, need.people_wanted) == ("3 位老人想学视频", town.place, 4)
    assert outside() == [(Tell.NEED_PUBLISHED, "a@example.org")]
    assert Entry.objects.get(verb=Verb.NEED_PUBLISHED).facts == {
        "edited": ["people_wanted", "place", "title"]
    }


@pytest.mark.parametrize(
    "wrong",
    [{"until": dt.date(2020, 1, 1)}, {"people_wanted": 0}, {"people_wanted": 10_001}, {"beneficiaries": 0}],
)
def test_publishing_refuses_impossible_details(town: Town, wrong: dict[str, Any]) -> None:
    need = make_need(town.community)
    with pytest.raises(ValidationError) as refused:
        actions.publish_need(by=town.worker, need=need, **wrong)
    assert list(refused.value.message_dict) == list(wrong)
    need.refresh_from_db()
    assert need.state == S.PROPOSED


def test_publishing_refuses_what_is_no_detail(town: Town) -> None:
    with pytest.raises(TypeError):
        actions.publish_need(by=town.worker, need=make_need(town.community), state=S.MET)


def test_a_need_whose_day_has_passed_is_not_published(town: Town) -> None:
    need = make_need(town.community, until=clock.today() - dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.publish_need(by=town.worker, need=need)


def test_declining_needs_a_reason_and_tells_it(town: Town) -> None:
    need = make_need(town.community, contact="13800002207")
    for blank in ("", "   "):
        with pytest.raises(ValidationError):
            actions.decline_need(by=town.worker, need=need, reason=blank)
    actions.decline_need(by=town.worker, need=need, reason=" 请联系物业 ")
    need.refresh_from_db()
    assert need.decline_reason == "请联系物业"
    assert outside() == [(Tell.NEED_DECLINED, "13800002207")]


def test_withdrawing_ends_offers_and_tells_both_sides_once(town: Town) -> None:
    need = make_open_need(town.community, contact="13800002207")
    make_claim(need, town.branch, person=town.secretary)
    make_claim(need, town.other_branch, person=town.other_secretary, state=Claim.State.ASKED)
    actions.withdraw_need(by=town.worker, need=need)
    actions.withdraw_need(by=town.worker, need=need)
    assert set(need.claims.values_list("state", flat=True)) == {Claim.State.REFUSED}
    assert told(town.secretary) == [Tell.CLAIM_REFUSED]
    assert told(town.other_secretary) == [Tell.CLAIM_OVER]
    assert outside() == [(Tell.NEED_WITHDRAWN, "13800002207")]
    assert Entry.objects.filter(verb=Verb.NEED_WITHDRAWN).count() == 1


def test_the_resident_withdraws_by_receipt_even_after_somebody_took_it_up(town: Town) -> None:
    need = need_in(town, S.CLAIMED)
    holder = Guest.holding("partnerships.withdraw_need", need, capability=f"receipt {need.receipt}")
    actions.withdraw_need(by=holder, need=need)
    assert need.claims.get().state == Claim.State.WITHDRAWN
    assert told(town.secretary) == [Tell.CLAIM_OVER]
    assert Entry.objects.get(verb=Verb.NEED_WITHDRAWN).capability == f"receipt {need.receipt}"


def test_each_look_at_a_contact_is_logged_with_its_reason(town: Town) -> None:
    need = need_in(town, S.CLAIMED, contact="13800002207", contact_name="吴阿姨")
    assert actions.show_contact(by=town.worker, need=need, reason="约时间") == ("吴阿姨", "13800002207")
    assert actions.show_contact(by=town.secretary, need=need, reason="上门前打电话") == (
        "吴阿姨",
        "13800002207",
    )
    rows = Entry.objects.filter(verb=Verb.NEED_CONTACT_SHOWN).order_by("pk")
    assert [(row.by, row.facts) for row in rows] == [
        (town.worker, {"reason": "约时间"}),
        (town.secretary, {"reason": "上门前打电话"}),
    ]
    with pytest.raises(ValidationError):
        actions.show_contact(by=town.worker, need=need, reason=" ")
    for stranger in (town.member, town.liaison, town.other_secretary, town.subdistrict, town.college):
        with pytest.raises(PermissionDenied):
            actions.show_contact(by=stranger, need=need, reason="想看看")
    assert Entry.objects.filter(verb=Verb.NEED_CONTACT_SHOWN).count() == 2


def test_no_fact_holds_the_residents_contact(town: Town) -> None:
    need, _secret = actions.propose_need(
        by=guest(town), **said(town, contact="13800002207", contact_name="吴秀兰阿姨")
    )
    actions.publish_need(by=town.worker, need=need)
    actions.show_contact(by=town.worker, need=need, reason="约时间")
    actions.withdraw_need(by=town.worker, need=need)
    logged = list(Entry.objects.values_list("facts", "capability"))
    stored = str([*logged, *Notice.objects.values_list("facts", "link")])
    assert "13800002207" not in stored
    assert "吴秀兰阿姨" not in stored


def test_meeting_a_need_tells_its_helpers_and_the_neighbourhood(town: Town) -> None:
    need = need_in(town, S.IN_PROGRESS)
    actions.mark_met(by=SYSTEM, need=need)
    need.refresh_from_db()
    assert need.met_at is not None
    assert told(town.secretary) == told(town.worker) == [Tell.NEED_MET]


# ---------------------------------------------------------------- sweeps


def test_overdue_needs_lapse_once_and_are_told(town: Town) -> None:
    need = make_open_need(town.community, contact="13800002207", until=clock.today() - dt.timedelta(days=1))
    make_claim(need, town.branch, person=town.secretary)
    make_open_need(town.community, until=clock.today())
    assert tasks.sweep_overdue_needs() == 1
    assert tasks.sweep_overdue_needs() == 0
    need.refresh_from_db()
    assert need.state == S.LAPSED
    assert outside() == [(Tell.NEED_LAPSED, "13800002207")]
    assert told(town.worker) == [Tell.NEED_LAPSED]
    assert told(town.secretary) == [Tell.CLAIM_REFUSED]
    assert list(queries.invariants()) == []


def test_a_need_without_answer_is_told_upwards_twice_at_most(town: Town) -> None:
    day = clock.now()
    need = make_open_need(town.community, published_at=day)
    seen = []
    for days in (13, 14, 15, 27, 28, 29, 60, 200):
        with clock.moved_to(day + dt.timedelta(days=days)):
            seen.append(tasks.sweep_unanswered_needs())
    assert seen == [0, 1, 0, 0, 1, 0, 0, 0]
    assert told(town.subdistrict) == [Tell.NEED_UNANSWERED] * 2
    assert told(town.worker) == [Tell.NEED_UNANSWERED] * 2
    assert told(town.secretary) == []
    facts = Notice.objects.filter(to=town.subdistrict).order_by("pk").values_list("facts", flat=True)
    assert [row["days"] for row in facts] == [14, 28]
    need.refresh_from_db()
    assert need.reminders == 2


def test_an_unread_need_is_told_upwards_too_and_an_answered_one_is_not(town: Town) -> None:
    old = clock.now() - dt.timedelta(days=20)
    make_need(town.community, proposed_at=old)
    make_claimed_need(town.community, town.branch, published_at=old)
    assert tasks.sweep_unanswered_needs() == 1


def test_patience_begins_again_when_a_need_is_given_back(town: Town) -> None:
    old = clock.now() - dt.timedelta(days=40)
    need = make_claimed_need(town.community, town.branch, published_at=old)
    actions.withdraw_claim(by=town.secretary, claim=need.claims.get(), reason="人手不够")
    assert tasks.sweep_unanswered_needs() == 0
    with clock.moved_to(clock.now() + dt.timedelta(days=15)):
        assert tasks.sweep_unanswered_needs() == 1


def test_sweeps_are_for_the_platform_only(town: Town) -> None:
    need = make_open_need(town.community, until=clock.today() - dt.timedelta(days=1))
    for act in (actions.lapse_need, actions.remind_of_need):
        with pytest.raises(PermissionDenied):
            act(by=town.community_secretary, need=need)


def test_a_receipts_code_of_the_factory_is_known(town: Town) -> None:
    need = make_need(town.community)
    assert queries.by_receipt(f" {need.receipt[:4]} {need.receipt[4:]} ", SECRET) == need
