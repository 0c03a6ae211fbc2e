"""Check, propose, sign, close: with measured values and both sides' signatures, or naming who was silent."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.models import Side
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Cycle, Need, Party, Project, Target
from gongjian.reviews import actions, queries
from gongjian.reviews.models import Decision, Signature, Tell, Verb
from tests.organizations.factories import appoint, make_organization

from .factories import Pair, make_decision, make_pair, measure_all

pytestmark = pytest.mark.django_db


def propose(pair: Pair, **changes: Any) -> Decision:
    given = {
        "outcome": "keep",
        "reasons": "会用的人够了。",
        "next_steps": "改到周六",
        "organization": pair.branch,
    }
    return actions.propose_decision(by=pair.secretary, cycle=pair.cycle, **{**given, **changes})


def heard(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("to__display_name", flat=True))


def test_the_first_measured_value_opens_the_check() -> None:
    pair = make_pair()
    target = pair.cycle.targets.get()
    values = {target.pk: (Decimal("41.5"), "问了 30 户")}
    cycle = actions.check_cycle(by=pair.worker, cycle=pair.cycle, values=values)
    target.refresh_from_db()
    assert cycle.state == Cycle.Stage.IMPROVE
    assert (target.measured, target.how, target.measured_by) == (Decimal("41.5"), "问了 30 户", pair.worker)
    assert heard(Tell.CHECKED) == {"周明远", "陈桂芳"}
    entry = Entry.objects.get(verb=Verb.CHECKED)
    assert (entry.subject_id, entry.facts) == (str(cycle.pk), {"targets": [target.pk]})


def test_a_check_of_some_targets_does_not_ask_for_a_decision_yet() -> None:
    pair = make_pair()
    cycle = pair.cycle
    Target.objects.create(
        cycle=cycle, indicator="愿意再来", unit="%", baseline=80, goal=90, due_on=cycle.ends_on
    )
    first = cycle.targets.order_by("pk")[0]
    actions.check_cycle(by=pair.secretary, cycle=cycle, values={first.pk: (Decimal(3), "点名")})
    assert heard(Tell.CHECKED) == set()


def test_values_of_another_cycle_are_refused_and_nothing_changes() -> None:
    pair = make_pair()
    other = make_decision_elsewhere(pair)
    with pytest.raises(Refused):
        actions.check_cycle(by=pair.secretary, cycle=pair.cycle, values={other: (Decimal(3), "点名")})
    assert pair.cycle.state == Cycle.Stage.DO


def make_decision_elsewhere(pair: Pair) -> int:
    """A target of another project of the same partnership."""
    cycle = Project.objects.create(
        partnership=pair.partnership,
        title="另一个",
        problem="x",
        target_group="y",
        led_by=pair.branch,
        planned_by=pair.secretary,
    ).cycles.create(number=1, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 5, 1))
    return Target.objects.create(
        cycle=cycle, indicator="x", unit="人", baseline=0, goal=1, due_on=cycle.ends_on
    ).pk


def test_no_values_is_no_check() -> None:
    pair = make_pair()
    with pytest.raises(ValidationError):
        actions.check_cycle(by=pair.secretary, cycle=pair.cycle, values={})


@pytest.mark.parametrize("stage", [Cycle.Stage.PLAN, Cycle.Stage.CLOSED])
def test_a_check_needs_a_cycle_at_work(stage: str) -> None:
    pair = make_pair()
    Cycle.objects.update(state=stage, outcome="keep")
    with pytest.raises(Refused):
        actions.check_cycle(
            by=pair.secretary, cycle=pair.cycle, values={pair.cycle.targets.get().pk: (Decimal(1), "x")}
        )


def test_once_a_decision_is_proposed_values_stand() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    target = decision.cycle.targets.get()
    with pytest.raises(Refused):
        actions.check_cycle(by=pair.secretary, cycle=decision.cycle, values={target.pk: (Decimal(99), "改")})
    target.refresh_from_db()
    assert target.measured == 41


def test_nothing_is_decided_without_measured_values() -> None:
    pair = make_pair()
    with pytest.raises(Refused, match="会自己挂号的老人"):
        propose(pair)
    assert (Decision.objects.count(), pair.cycle.state) == (0, Cycle.Stage.DO)


def test_a_cycle_without_a_target_can_not_be_decided() -> None:
    pair = make_pair()
    pair.cycle.targets.all().delete()
    with pytest.raises(Refused):
        propose(pair)


def test_proposing_signs_for_one_s_own_side_and_asks_the_other() -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    decision = propose(pair)
    assert (decision.state, decision.outcome, decision.version) == (Decision.State.OPEN, "keep", 1)
    assert pair.cycle.state == Cycle.Stage.ACT
    signature = Signature.objects.get()
    assert (signature.organization, signature.side, signature.person_name) == (
        pair.branch,
        Side.CAMPUS,
        "周明远",
    )
    assert heard(Tell.DECISION_PROPOSED) == {"陈桂芳"}
    entries = Entry.objects.filter(subject_type="reviews.decision").order_by("pk")
    assert [entry.verb for entry in entries] == [Verb.DECISION_PROPOSED, Verb.DECISION_SIGNED]


@pytest.mark.parametrize(
    ("outcome", "told", "project"),
    [
        ("keep", Tell.DECIDED_KEEP, "running"),
        ("adjust", Tell.DECIDED_ADJUST, "running"),
        ("stop", Tell.DECIDED_STOP, "stopped"),
    ],
)
def test_the_last_signature_closes_the_cycle(outcome: str, told: str, project: str) -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome=outcome, next_steps="改到周六")
    closed = actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    cycle = pair.cycle
    pair.project.refresh_from_db()
    assert (closed.state, cycle.state, cycle.outcome) == (Decision.State.CLOSED, Cycle.Stage.CLOSED, outcome)
    assert (cycle.lessons, pair.project.state) == ("改到周六", project)
    assert closed.closed_at is not None
    assert heard(told) == {"周明远", "陈桂芳", "王建国"}
    assert list(queries.invariants()) == []


def test_stopping_lets_the_open_need_look_for_others() -> None:
    pair = make_pair()
    actions.sign_decision(
        by=pair.chair, decision=make_decision(pair, outcome="stop"), organization=pair.community
    )
    pair.need.refresh_from_db()
    assert pair.need.state == Need.State.OPEN


def test_signing_twice_does_nothing_more() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    for _again in range(2):
        actions.sign_decision(by=pair.secretary, decision=decision, organization=pair.branch)
    assert (Signature.objects.count(), Decision.objects.get().state) == (1, Decision.State.OPEN)
    for _again in range(2):
        actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    assert Signature.objects.count() == 2
    assert Entry.objects.filter(verb=Verb.DECISION_CLOSED).count() == 1


def test_one_side_can_not_sign_for_the_other() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    for person, organization in ((pair.secretary, pair.community), (pair.worker, pair.community)):
        with pytest.raises(PermissionDenied):
            actions.sign_decision(by=person, decision=decision, organization=organization)
    with pytest.raises(Refused):
        actions.sign_decision(
            by=appoint("李红", pair.university.other_branch),
            decision=decision,
            organization=pair.university.other_branch,
        )
    assert Signature.objects.count() == 1


def test_one_person_signs_for_one_side_only() -> None:
    """Somebody who leads organisations on both sides."""
    pair = make_pair()
    decision = make_decision(pair)
    both = appoint(pair.secretary, pair.community, Post.DEPUTY_SECRETARY)
    with pytest.raises(Refused, match="每一方"):
        actions.sign_decision(by=both, decision=decision, organization=pair.community)
    assert Decision.objects.get().state == Decision.State.OPEN


def test_nobody_above_signs_for_a_branch() -> None:
    pair = make_pair()
    decision = make_decision(pair, signed=False)
    above = appoint("郑伟", pair.university.college)
    with pytest.raises(PermissionDenied):
        actions.sign_decision(by=above, decision=decision, organization=pair.branch)


def test_every_party_of_both_sides_must_sign() -> None:
    """Two campus parties and one community: two signatures are not enough; a third kind of side need not sign."""
    pair = make_pair()
    second = pair.university.second
    company = make_organization("清源物业", kind="property_company", side=Side.ENTERPRISE)
    for organization in (second, company):
        Party.objects.create(
            partnership=pair.partnership, organization=organization, side=organization.side, duties="x"
        )
    decision = make_decision(pair)
    decision = actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    assert decision.state == Decision.State.OPEN
    assert [party.organization for party in queries.missing_parties(decision)] == [second]
    decision = actions.sign_decision(
        by=appoint("何静", second, Post.DEPUTY_SECRETARY), decision=decision, organization=second
    )
    assert decision.state == Decision.State.CLOSED


def test_where_only_one_side_takes_part_all_parties_sign() -> None:
    pair = make_pair()
    company = make_organization("江州软件", kind="enterprise", side=Side.ENTERPRISE)
    Party.objects.filter(organization=pair.community).update(organization=company, side=Side.ENTERPRISE)
    decision = make_decision(pair)
    assert [party.organization for party in queries.missing_parties(decision)] == [company]


def test_a_second_proposal_is_refused() -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    propose(pair)
    with pytest.raises(Refused, match="已经有人提出决定"):
        actions.propose_decision(
            by=pair.chair, cycle=pair.cycle, outcome="stop", reasons="x", organization=pair.community
        )
    assert Decision.objects.get().outcome == "keep"


@pytest.mark.parametrize(("outcome", "reasons"), [("", "x"), ("praise", "x"), ("keep", ""), ("keep", "   ")])
def test_a_decision_needs_an_outcome_and_reasons(outcome: str, reasons: str) -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    with pytest.raises(ValidationError):
        propose(pair, outcome=outcome, reasons=reasons)
    assert Decision.objects.count() == 0


def test_changing_a_proposal_asks_everybody_to_sign_again() -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome="keep")
    changed = actions.revise_decision(
        by=pair.chair, decision=decision, outcome="adjust", reasons="时间不合适", organization=pair.community
    )
    assert (changed.version, changed.outcome, changed.state) == (2, "adjust", Decision.State.OPEN)
    assert [party.organization for party in queries.missing_parties(changed)] == [pair.branch]
    assert heard(Tell.DECISION_REVISED) == {"周明远"}
    closed = actions.sign_decision(by=pair.secretary, decision=changed, organization=pair.branch)
    assert (closed.state, pair.cycle.outcome) == (Decision.State.CLOSED, "adjust")


def test_nobody_signs_what_was_changed_behind_their_back() -> None:
    pair = make_pair()
    read = make_decision(pair, outcome="keep", signed=False)
    current = Decision.objects.get()
    actions.revise_decision(
        by=pair.chair, decision=current, outcome="stop", reasons="不来了", organization=pair.community
    )
    with pytest.raises(Refused, match="您看过之后，决定有了修改"):
        actions.sign_decision(by=pair.secretary, decision=read, organization=pair.branch)
    assert pair.cycle.state == Cycle.Stage.ACT


def test_a_closed_decision_is_neither_changed_nor_signed_again_by_others() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    with pytest.raises(Refused):
        actions.revise_decision(
            by=pair.chair, decision=decision, outcome="stop", reasons="x", organization=pair.community
        )


def test_after_the_days_of_the_rules_the_silent_side_is_named() -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome="adjust", next_steps="周六再开")
    with moved_to(now() + dt.timedelta(days=20)):
        assert actions.close_silent(by=SYSTEM, decision=decision).state == Decision.State.OPEN
    with moved_to(now() + dt.timedelta(days=21)):
        closed = actions.close_silent(by=SYSTEM, decision=decision)
    assert (closed.state, closed.silent) == (Decision.State.ONE_SIDE_SILENT, ["梧桐苑社区党委"])
    assert (pair.cycle.state, pair.cycle.outcome) == (Cycle.Stage.CLOSED, "adjust")
    assert heard(Tell.SIDE_SILENT) == {"周明远", "陈桂芳", "王建国"}
    assert Notice.objects.filter(kind=Tell.SIDE_SILENT).first().facts["organization"] == "梧桐苑社区党委"
    assert list(queries.invariants()) == []


def test_a_change_starts_the_clock_anew() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    with moved_to(now() + dt.timedelta(days=20)):
        actions.revise_decision(
            by=pair.chair, decision=decision, outcome="keep", reasons="x", organization=pair.community
        )
    with moved_to(now() + dt.timedelta(days=22)):
        assert list(queries.overdue_decisions()) == []


def test_people_do_not_close_for_silence() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    with moved_to(now() + dt.timedelta(days=30)), pytest.raises(PermissionDenied):
        actions.close_silent(by=pair.secretary, decision=decision)


def test_invariants_name_what_is_broken() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    Decision.objects.filter(pk=decision.pk).update(state=Decision.State.CLOSED, closed_at=now())
    assert list(queries.invariants()) == [
        f"decision {decision.pk} is closed but its cycle is not closed with the same outcome",
        f"decision {decision.pk} is closed without 1 signatures",
    ]
