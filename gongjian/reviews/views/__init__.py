"""Pages for residents (no account), for the neighbourhood's workers, and for both sides of a project."""

from .cycles import check, cycle, next_cycle, propose, revise, sign
from .residents import answer, confirm, confirm_stars, confirm_thanks, confirm_verdict
from .workers import ask, index, on_behalf, slip

__all__ = [
    "answer",
    "ask",
    "check",
    "confirm",
    "confirm_stars",
    "confirm_thanks",
    "confirm_verdict",
    "cycle",
    "index",
    "next_cycle",
    "on_behalf",
    "propose",
    "revise",
    "sign",
    "slip",
]
