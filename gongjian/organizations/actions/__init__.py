"""Every write about organisations: the trees, who belongs and who holds a post, places and joint bodies."""

from .bodies import form_body
from .people import add_person, affiliate, affiliate_many, appoint, end_affiliation, end_appointment
from .places import save_place
from .trees import close, edit, found, move

__all__ = [
    "add_person",
    "affiliate",
    "affiliate_many",
    "appoint",
    "close",
    "edit",
    "end_affiliation",
    "end_appointment",
    "form_body",
    "found",
    "move",
    "save_place",
]
