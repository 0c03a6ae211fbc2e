"""Pages of activities."""

from .attending import absent, code, confirm, countersign, countersign_all, desk, return_minutes, tick
from .hours import certificate, hours
from .joining import cancel_sign_up, check_in, check_in_now, detail, index, mine, sign_up
from .planning import cancel, draft, edit, finish, publish

__all__ = [
    "absent",
    "cancel",
    "cancel_sign_up",
    "certificate",
    "check_in",
    "check_in_now",
    "code",
    "confirm",
    "countersign",
    "countersign_all",
    "desk",
    "detail",
    "draft",
    "edit",
    "finish",
    "hours",
    "index",
    "mine",
    "publish",
    "return_minutes",
    "sign_up",
    "tick",
]
