"""Plain rows of policy for tests: no action and no audit entry."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import today
from gongjian.organizations.models import Organization
from gongjian.policy.models import RuleValue, Switch, SwitchName, WorkDay
from gongjian.policy.queries import forget

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 4, 13)  # an ordinary week: no holiday before 1 May


def make_switch(organization: Organization, signed_by: User, **fields: Any) -> Switch:
    """A decision that is in force for 30 days, unless told otherwise."""
    fields = {"name": SwitchName.POINTS_BOARDS, "until": today() + 30 * DAY, "reason": "试行一月", **fields}
    return Switch.objects.create(organization=organization, signed_by=signed_by, **fields)


def make_version(key: str, value: Any, valid_from: dt.date, **fields: Any) -> RuleValue:
    fields = {"source": "校发〔2026〕1号", "certainty": "L", **fields}
    row = RuleValue.objects.create(key=key, value=value, valid_from=valid_from, **fields)
    forget()
    return row


def make_day(
    day: dt.date, *, is_work: bool = False, name: str = "校庆", source: str = "校发〔2026〕3号"
) -> WorkDay:
    row = WorkDay.objects.create(day=day, is_work=is_work, name=name, source=source)
    forget()
    return row
