"""What can be talked about: each context above registers its models here, beside its rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Subject:
    """One kind of subject: its name in addresses, who reads and writes, who takes part, and where its page is."""

    kind: str
    model: type[Model]
    read: str
    write: str
    sides: Callable[[Any], list[Any]]  # the organisations that take part
    speakers: Callable[[Any, Any], list[Any]]  # those for which a person may write
    page: str


SUBJECTS: dict[str, Subject] = {}


def talked_about(subject: Subject) -> None:
    """Let people talk about the rows of a model; a kind can't be used twice."""
    if subject.kind in SUBJECTS:
        raise ValueError(f"thread subject {subject.kind!r} is registered twice")
    SUBJECTS[subject.kind] = subject


def kind_of(row: Any) -> Subject | None:
    """How the row is talked about; None when it is not."""
    return next((each for each in SUBJECTS.values() if isinstance(row, each.model)), None)
