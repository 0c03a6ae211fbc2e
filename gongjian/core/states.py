"""States as data: a model lists its MOVES, an action asks to move."""

from typing import Any

from django.utils.translation import gettext as _

from .errors import Refused


def can_move(obj: Any, to: str) -> bool:
    """Whether the row's state allows this move."""
    return to in type(obj).MOVES.get(obj.state, set())


def move(obj: Any, to: str) -> None:
    """Set the state, or refuse with a message that names the state the row is in."""
    if not can_move(obj, to):
        raise Refused(
            _("This can't be done now: it is already “%(state)s”.") % {"state": obj.get_state_display()}
        )
    obj.state = to
