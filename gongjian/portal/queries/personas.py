"""The demo's personas: only in the demo's environment, only in a database that carries the demo's mark."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.portal.models import Verb
from gongjian.portal.personas import PERSONAS, Persona


@dataclass(frozen=True)
class Mark:
    """What the log says of the demo world in this database."""

    fingerprint: str
    seed: int
    today: str
    scale: str
    personas: dict[str, int]


def read_mark() -> Mark | None:
    """The newest mark in the log, whatever the environment is."""
    rows = Entry.objects.filter(
        subject_type="organizations.organization", verb=Verb.DEMO_BUILT, by__isnull=True
    )
    entry = rows.order_by("-pk").first()
    return Mark(**entry.facts) if entry else None


def demo_mark() -> Mark | None:
    """The mark, in the demo's environment only."""
    return read_mark() if settings.DEMO else None


def persona_user(key: str) -> User | None:
    """The account of a persona; None everywhere but in the demo."""
    mark = demo_mark()
    pk = mark.personas.get(key) if mark else None
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


def personas() -> list[Persona]:
    """Who may be tried here: everybody in the demo, nobody elsewhere."""
    mark = demo_mark()
    return [persona for persona in PERSONAS if mark and persona.key in mark.personas]


def is_demo() -> bool:
    """Whether this is the demo's environment, built or not."""
    return bool(settings.DEMO)


def with_links_apart(text: str) -> str:
    """A blank before every address, so that one that follows a Chinese colon can be pressed."""
    return re.sub(r"(?<=\S)(?=https?://)", " ", text)


def has_other_data() -> bool:
    """Whether somebody lives in this database who is not of the demo."""
    return read_mark() is None and User.objects.exists()


def facts_of(mark: Mark) -> dict[str, Any]:
    """The mark as facts of a log entry."""
    return dict(vars(mark))
