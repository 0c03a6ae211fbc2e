"""Every write to teams: require, lock, change, record."""

from .founding import accept, close, decline, found, set_call
from .joining import answer_member, join, leave, show_name
from .practices import (
    confirm_report,
    erase_note,
    plan_practice,
    report,
    return_report,
    show_emergency,
    show_note,
    take_note,
)
from .serving import sign_up_team, take_wish

__all__ = [
    "accept",
    "answer_member",
    "close",
    "confirm_report",
    "decline",
    "erase_note",
    "found",
    "join",
    "leave",
    "plan_practice",
    "report",
    "return_report",
    "set_call",
    "show_emergency",
    "show_name",
    "show_note",
    "sign_up_team",
    "take_note",
    "take_wish",
]
