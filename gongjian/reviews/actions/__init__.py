"""Every write of this context."""

from .decisions import check_cycle, close_silent, propose_decision, revise_decision, sign_decision
from .residents import answer_for_resident, ask_resident, confirm_need, remind_to_ask

__all__ = [
    "answer_for_resident",
    "ask_resident",
    "check_cycle",
    "close_silent",
    "confirm_need",
    "propose_decision",
    "remind_to_ask",
    "revise_decision",
    "sign_decision",
]
