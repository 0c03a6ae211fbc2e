"""Bad input as a table: what is typed, the Chinese message, the status, what stays typed, and that no row changes."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.test import Client

NOT_COUNTED = {"audit.Entry", "audit.Chain"}  # a refused attempt may be written down


@dataclass(frozen=True)
class Case:
    """One bad request. `kind` names the kind of badness, `kept` is a typed text that must still stand in the form."""

    kind: str
    data: dict[str, Any]
    message: str
    status: int = 422
    kept: str = ""
    prepare: Callable[[Any], Any] = field(default=lambda _world: None)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message[:24]}"


def counts() -> dict[str, int]:
    """How many rows each of our tables has."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    return {m._meta.label: m._default_manager.count() for m in ours if m._meta.label not in NOT_COUNTED}


def check(client: Client, url: str, case: Case, world: Any = None) -> str:
    """Post the case and hold it to its row; returns the page for further questions."""
    case.prepare(world)
    data = case.data(world) if callable(case.data) else case.data
    before = counts()
    response = client.post(url, data)
    page = html.unescape(response.content.decode())
    assert (response.status_code, case.message in page) == (case.status, True), (
        response.status_code,
        _errors(page),
    )
    assert counts() == before
    if case.kept:
        assert case.kept in page, f"{case.kept!r} is lost"
    assert "<script>alert" not in response.content.decode()
    return page


def _errors(page: str) -> str:
    """What the page says of errors, for the reader of a failed test."""
    at = page.find("data-gj-errors")
    return " ".join(page[at : at + 1200].split()) if at >= 0 else " ".join(page[:600].split())
