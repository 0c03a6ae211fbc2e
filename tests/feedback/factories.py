"""Remarks and the rule that gives their day, for tests: plain rows, no action."""

import datetime as dt
from typing import Any

from gongjian.core.clock import today
from gongjian.feedback.models import Remark, secret_of
from gongjian.policy.models import RuleValue

CODE = "48291302"


def make_days(days: int = 7) -> None:
    """How many days an answer may take."""
    RuleValue.objects.update_or_create(
        key="feedback.answer_within_days",
        valid_from=dt.date(2020, 1, 2),  # a day after the shipped one
        defaults={
            "value": days,
            "source": "国办函〔2026〕12号",
            "certainty": "P",
        },
    )


def make_remark(**fields: Any) -> Remark:
    """One open remark; CODE opens it."""
    number = Remark.objects.count() + 1
    receipt = fields.pop("receipt", f"YJ-TEST{number:02d}")
    values: dict[str, Any] = {
        "kind": Remark.Kind.COMPLAINT,
        "words": "字太小了，看不清",
        "due_on": today() + dt.timedelta(days=7),
        **fields,
    }
    return Remark.objects.create(receipt=receipt, secret=secret_of(receipt, CODE), **values)
