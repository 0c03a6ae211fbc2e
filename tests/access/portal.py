"""Front page, desks, search, help, health: who gets what. The demo's pages exist nowhere else."""

from importlib import import_module
from typing import Any

import pytest

from .rows import Row, each

PERSONAS = import_module("gongjian.portal.queries.personas")

EVERYBODY = [
    "visitor", "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
SIGNED_IN = [who for who in EVERYBODY if who != "visitor"]
UNSEEN_RULES = {"portal.mark_demo": "only the command that builds the demo asks it, as the platform itself"}


def personas_answer_everywhere(monkeypatch: pytest.MonkeyPatch, world: Any) -> None:
    """The demo's door without its two locks."""
    people = {"secretary-a": world.people["secretary"].pk}
    monkeypatch.setattr(PERSONAS, "demo_mark", lambda: PERSONAS.Mark("x", 1, "2026-04-16", "small", people))


HOLES = {"personas answer everywhere": personas_answer_everywhere}


def public(name: str, **rest: object) -> list[Row]:
    """Everybody may read it; nobody may post to it."""
    return [
        *each(name, dict.fromkeys(EVERYBODY, 200), **rest),
        *each(name, dict.fromkeys(EVERYBODY, 405), method="post"),
    ]


def nowhere(name: str, method: str = "get", **rest: object) -> list[Row]:
    """Outside the demo there is nothing, for nobody."""
    return each(name, dict.fromkeys(EVERYBODY, 404), method=method, **rest)


TABLE: dict[str, list[Row]] = {
    "portal:home": public("portal:home"),
    "portal:search": public("portal:search", query="q=@need.proposed.title"),
    "portal:help": public("portal:help"),
    "portal:privacy": public("portal:privacy"),
    "portal:accessibility": public("portal:accessibility"),
    "portal:about": public("portal:about"),
    "portal:healthz": public("portal:healthz"),
    "portal:readyz": public("portal:readyz"),
    "portal:service_worker": public("portal:service_worker"),
    "portal:manifest": public("portal:manifest"),
    "portal:offline": public("portal:offline"),
    "portal:network": public("portal:network"),
    "portal:desk": [
        Row(url="portal:desk", who="visitor", expect=302, to="/sign-in/"),
        *each("portal:desk", dict.fromkeys(SIGNED_IN, 200)),
        *each("portal:desk", dict.fromkeys(SIGNED_IN, 405), method="post"),
        *each("portal:desk", dict.fromkeys(SIGNED_IN, 302), query="as=@organization.other", to="/desk/"),
    ],
    "portal:personas": nowhere("portal:personas"),
    "portal:outbox": nowhere("portal:outbox"),
    "portal:enter": nowhere("portal:enter", "post", data={"persona": "secretary-a"}),
}
