"""Check a cycle, decide jointly, sign."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.actions import close_cycle, measure_target, move_cycle
from gongjian.partnerships.models import Cycle, Party, Target

from ..models import Decision, Signature, Tell, Verb
from ..queries import missing_parties, overdue_decisions, signed_parties, unmeasured

Stage = Cycle.Stage
DECIDED = {
    Cycle.Outcome.KEEP: Tell.DECIDED_KEEP,
    Cycle.Outcome.ADJUST: Tell.DECIDED_ADJUST,
    Cycle.Outcome.STOP: Tell.DECIDED_STOP,
}


def _page_of(cycle: Cycle) -> str:
    return reverse("reviews:cycle", args=[cycle.pk])


def _party(cycle: Cycle, organization: Organization) -> Party:
    parties = cycle.project.partnership.parties.select_related("organization")
    party = parties.filter(organization=organization).first()
    if party is None:
        raise Refused(
            _("%(organization)s is no party to this agreement.") % {"organization": organization.label}
        )
    return party


def _leaders(cycle: Cycle, but: Actor | None = None) -> set[User]:
    """Those who sign for the parties, save the one who acts."""
    found: set[User] = set()
    for party in cycle.project.partnership.parties.select_related("organization"):
        found.update(people_with(Power.LEAD, party.organization))
    return {person for person in found if but is None or person.pk != but.pk}


def _held(cycle: Cycle) -> Cycle:
    """The cycle with its project, both held: the project first, as partnerships does."""
    project = lock(cycle.project)
    cycle = lock(cycle)
    cycle.project = project
    return cycle


@transaction.atomic
def check_cycle(*, by: Actor, cycle: Cycle, values: Mapping[int, tuple[Decimal, str]]) -> Cycle:
    """Enter measured values (target pk → value, how it was measured). The first one opens the stage 改进."""
    require(by, "reviews.check_cycle", cycle)
    cycle = _held(cycle)
    if cycle.state not in {Stage.DO, Stage.IMPROVE} or Decision.objects.filter(cycle=cycle).exists():
        raise Refused(_("Values can be entered from the first activity until a decision is proposed."))
    if not values:
        raise ValidationError(_("Enter at least one measured value."))
    targets = {target.pk: target for target in cycle.targets.all()}
    if set(values) - set(targets):
        raise Refused(_("One of the targets belongs to another cycle."))
    if cycle.state == Stage.DO:
        cycle = move_cycle(by=by, cycle=cycle, to=Stage.IMPROVE)
    for key, (measured, how) in values.items():
        measure_target(by=by, target=targets[key], value=measured, how=how)
    record(by, Verb.CHECKED, cycle, targets=sorted(values))
    if not unmeasured(cycle):
        notify(_leaders(cycle), Tell.CHECKED, cycle, link=_page_of(cycle), project=cycle.project.title)
    return cycle


def _ready(cycle: Cycle) -> Cycle:
    """The stage 完善, or why not yet. A cycle can't be decided without measured values (spec: partnerships)."""
    if cycle.state == Stage.CLOSED:
        raise Refused(_("This cycle is closed."))
    if not Target.objects.filter(cycle=cycle).exists():
        raise Refused(_("This cycle has no target, so there is nothing to decide on."))
    missing = unmeasured(cycle)
    if missing:
        names = "; ".join(target.indicator for target in missing)
        raise Refused(_("Measure first, then decide. Not measured yet: %(names)s") % {"names": names})
    return cycle


def _check_words(outcome: str, reasons: str) -> None:
    if outcome not in Cycle.Outcome.values:
        raise ValidationError({"outcome": _("Choose to keep, to adjust or to stop.")})
    if not reasons.strip():
        raise ValidationError(
            {"reasons": _("Please give the reasons; both sides and the residents read them.")}
        )


@transaction.atomic
def propose_decision(
    *, by: Actor, cycle: Cycle, outcome: str, reasons: str, next_steps: str = "", organization: Organization
) -> Decision:
    """Propose to keep, adjust or stop, and sign it for one's own organisation. The others are asked to sign."""
    require(by, "reviews.propose_decision", _party(cycle, organization))
    _check_words(outcome, reasons)
    cycle = _ready(_held(cycle))
    if Decision.objects.filter(cycle=cycle).exists():
        raise Refused(
            _("A decision on this cycle was proposed already. Please read it and sign it, or change it.")
        )
    for stage in (Stage.IMPROVE, Stage.ACT):
        if stage in Cycle.MOVES.get(Stage(cycle.state), set()):
            cycle = move_cycle(by=by, cycle=cycle, to=stage)
    decision = Decision.objects.create(
        cycle=cycle,
        outcome=outcome,
        reasons=reasons.strip(),
        next_steps=next_steps.strip(),
        proposed_by_id=by.pk,
        proposed_at=now(),
    )
    record(by, Verb.DECISION_PROPOSED, decision, outcome=outcome, organization=organization.pk)
    notify(
        _leaders(cycle, by),
        Tell.DECISION_PROPOSED,
        decision,
        link=_page_of(cycle),
        project=cycle.project.title,
    )
    return _sign(by, decision, organization, tell=False)


@transaction.atomic
def revise_decision(
    *,
    by: Actor,
    decision: Decision,
    outcome: str,
    reasons: str,
    next_steps: str = "",
    organization: Organization,
) -> Decision:
    """Change a proposal that one can't sign. Earlier signatures no longer count and the clock starts anew."""
    require(by, "reviews.revise_decision", _party(decision.cycle, organization))
    _check_words(outcome, reasons)
    seen, decision = decision.version, lock(decision)
    _still(decision, seen)
    decision.outcome, decision.reasons, decision.next_steps = outcome, reasons.strip(), next_steps.strip()
    decision.version, decision.proposed_by_id, decision.proposed_at = decision.version + 1, by.pk, now()
    decision.save(update_fields=["outcome", "reasons", "next_steps", "version", "proposed_by", "proposed_at"])
    record(
        by,
        Verb.DECISION_REVISED,
        decision,
        outcome=outcome,
        version=decision.version,
        organization=organization.pk,
    )
    facts = {"project": decision.cycle.project.title, "organization": organization.label}
    notify(
        _leaders(decision.cycle, by), Tell.DECISION_REVISED, decision, link=_page_of(decision.cycle), **facts
    )
    return _sign(by, decision, organization, tell=False)


def _still(decision: Decision, seen: int) -> None:
    """Refuse when the decision is closed or reads otherwise than it did."""
    if decision.state != Decision.State.OPEN:
        raise Refused(_("This decision is already “%(state)s”.") % {"state": decision.get_state_display()})
    if decision.version != seen:
        raise Refused(_("The decision was changed since you read it. Please read it again."))


@transaction.atomic
def sign_decision(*, by: Actor, decision: Decision, organization: Organization) -> Decision:
    """Sign for one party the version that one has read (`decision.version`). The last one needed closes the cycle.

    Signing twice does nothing more.
    """
    require(by, "reviews.sign_decision", _party(decision.cycle, organization))
    seen, decision = decision.version, lock(decision)
    if decision.version == seen and organization.pk in signed_parties(decision):
        return decision
    _still(decision, seen)
    return _sign(by, decision, organization, tell=True)


def _sign(by: Actor, decision: Decision, organization: Organization, *, tell: bool) -> Decision:
    """The signature itself, for a locked row; closes the cycle when it was the last one needed."""
    cycle, side = decision.cycle, _party(decision.cycle, organization).side
    given = Signature.objects.filter(decision=decision, version=decision.version, person_id=by.pk)
    if given.exclude(side=side).exists():
        raise Refused(_("You have signed for the other side. Each side needs its own person."))
    Signature.objects.create(
        decision=decision,
        version=decision.version,
        organization=organization,
        side=side,
        person_id=by.pk,
        person_name=str(by),
        at=now(),
    )
    record(by, Verb.DECISION_SIGNED, decision, organization=organization.pk, version=decision.version)
    if tell:
        facts = {"project": cycle.project.title, "organization": organization.label}
        notify(_leaders(cycle, by), Tell.DECISION_SIGNED, decision, link=_page_of(cycle), **facts)
    return decision if missing_parties(decision) else _close(by, decision, Decision.State.CLOSED, [])


def _close(by: Actor, decision: Decision, to: str, silent: list[str]) -> Decision:
    """Close the decision and its cycle; everybody who leads or arranges for a party is told."""
    move(decision, to)
    decision.closed_at, decision.silent = now(), silent
    decision.save(update_fields=["state", "closed_at", "silent"])
    cycle = close_cycle(by=by, cycle=decision.cycle, outcome=decision.outcome, lessons=decision.next_steps)
    record(by, Verb.DECISION_CLOSED, decision, outcome=decision.outcome, silent=len(silent))
    people = _leaders(cycle)
    for party in cycle.project.partnership.parties.select_related("organization"):
        people.update(people_with(Power.ARRANGE, party.organization))
    if silent:
        facts = {"project": cycle.project.title, "organization": "、".join(silent)}
        notify(people, Tell.SIDE_SILENT, decision, link=_page_of(cycle), **facts)
    else:
        kind = DECIDED[Cycle.Outcome(decision.outcome)]
        notify(people, kind, decision, link=_page_of(cycle), project=cycle.project.title)
    return decision


@transaction.atomic
def close_silent(*, by: Actor, decision: Decision) -> Decision:
    """Close a decision whose other side did not sign in time, naming it. Does nothing when it is not overdue."""
    require(by, "reviews.close_silent", decision)
    decision = lock(decision)
    if not overdue_decisions().filter(pk=decision.pk).exists():
        return decision
    silent = [party.organization.name for party in missing_parties(decision)]
    return _close(by, decision, Decision.State.ONE_SIDE_SILENT, silent)
