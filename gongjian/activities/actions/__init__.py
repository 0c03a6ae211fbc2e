"""Every write to activities, shifts and seats: require, lock, change, record."""

from .attendance import accept_late, check_in, check_out, mark_absent, tick, tick_out
from .bigdays import add_stall, announce_day, answer_team, prepare_day, register_team
from .corrections import correct
from .covering import call_cover, still_coming
from .disputes import decline_dispute, dispute, raise_dispute
from .feeds import close_feed, open_feed
from .groups import sign_up_group
from .minors import record_consent, show_guardian, withdraw_consent
from .minutes import confirm_all, confirm_minutes, countersign, countersign_all, return_minutes
from .onsite import enter_sheet, scan
from .planning import cancel, draft, edit, finish, hand_over, publish, start
from .plans import draft_next, start_plan, stop_plan
from .proofs import ask_certificate, export_records, issue_batch
from .ratings import rate
from .seats import cancel_sign_up, remind, sign_up
from .selecting import apply, decline_rest, select
from .waiting import close_waiting, release_places

__all__ = [
    "accept_late",
    "add_stall",
    "announce_day",
    "answer_team",
    "apply",
    "ask_certificate",
    "call_cover",
    "cancel",
    "cancel_sign_up",
    "check_in",
    "check_out",
    "close_feed",
    "close_waiting",
    "confirm_all",
    "confirm_minutes",
    "correct",
    "countersign",
    "countersign_all",
    "decline_dispute",
    "decline_rest",
    "dispute",
    "draft",
    "draft_next",
    "edit",
    "enter_sheet",
    "export_records",
    "finish",
    "hand_over",
    "issue_batch",
    "mark_absent",
    "open_feed",
    "prepare_day",
    "publish",
    "raise_dispute",
    "rate",
    "record_consent",
    "register_team",
    "release_places",
    "remind",
    "return_minutes",
    "scan",
    "select",
    "show_guardian",
    "sign_up",
    "sign_up_group",
    "start",
    "start_plan",
    "still_coming",
    "stop_plan",
    "tick",
    "tick_out",
    "withdraw_consent",
]
