"""Every context's own work, gathered: a name, what it does, how often."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


@dataclass(frozen=True)
class Sweep:
    """One idempotent sweep; `name` is `context.function`, `seconds` how often it should run."""

    name: str
    run: Callable[[], object]
    seconds: int


@lru_cache(maxsize=1)
def sweeps() -> tuple[Sweep, ...]:
    """The `SWEEPS` of every context's `tasks`, lowest context first."""
    found = []
    for context in settings.CONTEXTS:
        room = f"gongjian.{context}.tasks"
        for run, seconds in getattr(import_module(room), "SWEEPS", []) if find_spec(room) else []:
            found.append(Sweep(f"{context}.{run.__name__}", run, seconds))
    return tuple(found)
