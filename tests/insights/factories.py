"""A term of joint work with known numbers."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift
from gongjian.core.clock import at
from gongjian.partnerships.models import Cycle, Need, Project
from tests.activities.factories import make_activity
from tests.organizations.factories import affiliate
from tests.partnerships.factories import make_claimed_need
from tests.reviews.factories import Pair, make_confirmation, make_pair

TODAY = dt.date(2026, 6, 30)  # the term began on 20 February
NOON = at(TODAY, 12)


def make_term_pair() -> Pair:
    """A pair whose project began with the term."""
    pair = make_pair(published_at=at(dt.date(2026, 3, 1)), proposed_at=at(dt.date(2026, 3, 1)))
    Cycle.objects.update(starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 7, 10))
    return pair


def held(pair: Pair, day: dt.date, *, project: Project | None = None, **fields: Any) -> Shift:
    """The shift of a settled activity of the project on a day, at nine."""
    activity = make_activity(
        pair.branch,
        pair.community,
        state=Activity.State.SETTLED,
        project=project or pair.project,
        shift={"starts_at": at(day, 9), "capacity": 30},
        **fields,
    )
    return activity.shifts.get()


def met(pair: Pair, day: dt.date, *, waited: int = 10, confirmed: bool = True, stars: int = 5) -> Need:
    """A need of the pair's project, met on a day after so many days, confirmed by the resident or not."""
    need = make_claimed_need(pair.community, pair.branch, title=f"办成的事 {day}")
    moment = at(day, 10)
    begun = moment - dt.timedelta(days=waited)
    Need.objects.filter(pk=need.pk).update(
        state=Need.State.MET, met_at=moment, proposed_at=begun, published_at=begun
    )
    pair.project.needs.add(need)
    need.refresh_from_db()
    if confirmed:
        make_confirmation(need, stars=stars, project=pair.project, at=moment)
    return need


def members(pair: Pair, number: int) -> list[User]:
    """So many Party members of the branch."""
    return [affiliate(f"党员 {n}", pair.branch) for n in range(number)]
