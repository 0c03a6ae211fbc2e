"""When both sides have confirmed everybody's minutes, an activity is settled."""

from gongjian.audit.ledger import record
from gongjian.core.access import Actor
from gongjian.core.states import move

from ..models import Activity, SignUp, Verb


def _open_rows(activity: Activity) -> int:
    """How many seats still wait for a tick, for minutes or for a signature."""
    rows = SignUp.objects.filter(shift__activity=activity, state__in=SignUp.SEATED)
    return rows.exclude(state=SignUp.State.ABSENT).filter(countersigned_at__isnull=True).count()


def _settle(by: Actor, activity: Activity) -> bool:
    """Settle a finished activity, held by the caller, once nothing is open; says whether it is settled."""
    if activity.state != Activity.State.FINISHED or _open_rows(activity):
        return False
    move(activity, Activity.State.SETTLED)
    activity.save(update_fields=["state"])
    record(by, Verb.SETTLED, activity)
    return True
