"""Every write of this context."""

from .group import add_member, begin, record_visit, remove_member
from .pilots import extend, plan_pilot
from .reports import give_reason, sign_report, write_report

__all__ = [
    "add_member",
    "begin",
    "extend",
    "give_reason",
    "plan_pilot",
    "record_visit",
    "remove_member",
    "sign_report",
    "write_report",
]
