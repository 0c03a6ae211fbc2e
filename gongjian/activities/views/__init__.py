"""Pages of activities."""

from .arriving import check_in, check_in_now, check_out, coming, my_code
from .attending import absent, code, confirm, countersign, countersign_all, desk, leave, return_minutes, tick
from .bigdays import (
    add_stall,
    announce_day,
    answer_team,
    big_day,
    big_days,
    prepare_day,
    register_team,
    screen,
    teams,
)
from .fairness import answer_dispute, correct, dispute, disputes, raise_dispute, record
from .hours import certificate, hours
from .joining import cancel_sign_up, detail, index, mine, sign_up, sign_up_group
from .onsite import accept_all_late, accept_late, call_cover, scan, sheet, sheet_pdf
from .planning import cancel, draft, edit, finish, hand_over, publish
from .plans import close_feed, feed, own_calendar, plans, public_calendar, repeat, stop_plan
from .rating import project_ratings, rate, ratings
from .records import batch, batch_of_shift, batch_zip, export, my_record
from .selecting import decline_rest, select

__all__ = [
    "absent",
    "accept_all_late",
    "accept_late",
    "add_stall",
    "announce_day",
    "answer_dispute",
    "answer_team",
    "batch",
    "batch_of_shift",
    "batch_zip",
    "big_day",
    "big_days",
    "call_cover",
    "cancel",
    "cancel_sign_up",
    "certificate",
    "check_in",
    "check_in_now",
    "check_out",
    "close_feed",
    "code",
    "coming",
    "confirm",
    "correct",
    "countersign",
    "countersign_all",
    "decline_rest",
    "desk",
    "detail",
    "dispute",
    "disputes",
    "draft",
    "edit",
    "export",
    "feed",
    "finish",
    "hand_over",
    "hours",
    "index",
    "leave",
    "mine",
    "my_code",
    "my_record",
    "own_calendar",
    "plans",
    "prepare_day",
    "project_ratings",
    "public_calendar",
    "publish",
    "raise_dispute",
    "rate",
    "ratings",
    "record",
    "register_team",
    "repeat",
    "return_minutes",
    "scan",
    "screen",
    "select",
    "sheet",
    "sheet_pdf",
    "sign_up",
    "sign_up_group",
    "stop_plan",
    "teams",
    "tick",
]
