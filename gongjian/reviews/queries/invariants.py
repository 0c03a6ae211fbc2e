"""What must always be true here; `manage.py verify` reads it."""

from collections.abc import Iterator

from gongjian.partnerships.models import Cycle, Need

from ..models import Ask, Confirmation, Decision
from .cycles import missing_parties


def invariants() -> Iterator[str]:
    """One sentence for each thing that is wrong."""
    answered = Confirmation.objects.values("ask_id")
    for ask in Ask.objects.filter(used_at__isnull=False).exclude(pk__in=answered):
        yield f"ask {ask.pk} is used but has no answer"
    for row in Confirmation.objects.filter(ask__used_at__isnull=True):
        yield f"confirmation {row.pk} belongs to an ask that is not used"
    done = Confirmation.objects.filter(verdict=Confirmation.Verdict.DONE).exclude(need__state=Need.State.MET)
    for row in done:
        yield f"need {row.need_id} was confirmed as done but is not met"
    for decision in Decision.objects.exclude(state=Decision.State.OPEN).select_related(
        "cycle__project__partnership"
    ):
        yield from _closed(decision)
    for decision in Decision.objects.filter(state=Decision.State.OPEN, cycle__state=Cycle.Stage.CLOSED):
        yield f"cycle {decision.cycle_id} is closed while its decision {decision.pk} is open"


def _closed(decision: Decision) -> Iterator[str]:
    missing = missing_parties(decision)
    if decision.cycle.state != Cycle.Stage.CLOSED or decision.cycle.outcome != decision.outcome:
        yield f"decision {decision.pk} is closed but its cycle is not closed with the same outcome"
    if decision.state == Decision.State.CLOSED and missing:
        yield f"decision {decision.pk} is closed without {len(missing)} signatures"
    if decision.state == Decision.State.ONE_SIDE_SILENT and not decision.silent:
        yield f"decision {decision.pk} names nobody who was silent"
