"""Doors that may be knocked on only so often."""

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .crypto import keyed_hash
from .errors import TooMany

TOO_OFTEN = _("That was too often in a short time. Please try again in a few minutes.")


def _key(door: str, who: str) -> str:
    return f"limit:{door}:{keyed_hash(who, 'limits')[:32]}"


def allow(door: str, who: str, *, times: int, seconds: int) -> int:
    """Count a knock and say how many are left; raise `TooMany` past `times` within `seconds`.

    Only a keyed hash of `who` is kept.
    """
    key = _key(door, who)
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # it expired between the two calls
        cache.set(key, 1, timeout=seconds)
        count = 1
    if count > times:
        raise TooMany(TOO_OFTEN)
    return times - count


def check(door: str, who: str, *, times: int) -> None:
    """Raise `TooMany` when `times` knocks were counted already; for doors where only a wrong key is a knock."""
    if int(cache.get(_key(door, who), 0)) >= times:
        raise TooMany(TOO_OFTEN)


def forget(door: str, who: str) -> None:
    """Start counting anew, after the right key was used."""
    cache.delete(_key(door, who))
