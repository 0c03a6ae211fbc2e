"""Pages of teams."""

from .practices import (
    confirm_report,
    emergency,
    erase_note,
    note,
    notes,
    practice,
    report,
    return_report,
)
from .serving import shifts, sign_up, wish, wishes
from .teams import (
    answer,
    answer_member,
    call,
    close,
    decline,
    found,
    index,
    join,
    leave,
    members,
    show_name,
    team,
)

__all__ = [
    "answer",
    "answer_member",
    "call",
    "close",
    "confirm_report",
    "decline",
    "emergency",
    "erase_note",
    "found",
    "index",
    "join",
    "leave",
    "members",
    "note",
    "notes",
    "practice",
    "report",
    "return_report",
    "shifts",
    "show_name",
    "sign_up",
    "team",
    "wish",
    "wishes",
]
