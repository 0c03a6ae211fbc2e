"""Every write to activities, shifts and seats: require, lock, change, record."""

from .attendance import (
    check_in,
    confirm_all,
    confirm_minutes,
    countersign,
    countersign_all,
    mark_absent,
    return_minutes,
    tick,
)
from .planning import cancel, draft, edit, finish, publish, start
from .proofs import ask_certificate
from .seats import cancel_sign_up, remind, sign_up

__all__ = [
    "ask_certificate",
    "cancel",
    "cancel_sign_up",
    "check_in",
    "confirm_all",
    "confirm_minutes",
    "countersign",
    "countersign_all",
    "draft",
    "edit",
    "finish",
    "mark_absent",
    "publish",
    "remind",
    "return_minutes",
    "sign_up",
    "start",
    "tick",
]
