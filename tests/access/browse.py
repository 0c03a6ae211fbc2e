"""Asking the platform what a row of an access table asks."""

from dataclasses import dataclass, field
from importlib import import_module, util
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .rows import Row
from .world import World

OUTSIDE = {"account", "mfa", "usersessions"}  # allauth's names; they stand in the table of accounts


@dataclass(frozen=True)
class Address:
    """A URL name and the arguments it takes, each with its converter's name."""

    name: str
    arguments: dict[str, str] = field(default_factory=dict)


def _walk(resolver: URLResolver, namespace: str, taken: dict[str, str]) -> list[Address]:
    found = []
    for part in resolver.url_patterns:
        arguments = {**taken, **{k: type(c).__name__ for k, c in part.pattern.converters.items()}}
        if isinstance(part, URLPattern):
            if part.name:
                found.append(Address(f"{namespace}{part.name}", arguments))
        else:
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            found += _walk(part, inner, arguments)
    return found


def addresses() -> dict[str, Address]:
    """Every address that the platform answers, by its name."""
    return {address.name: address for address in _walk(get_resolver(), "", {})}


def tables() -> dict[str, Any]:
    """The table modules by context; a context without one has no entry."""
    names = [name for name in settings.CONTEXTS if util.find_spec(f"tests.access.{name}")]
    return {name: import_module(f"tests.access.{name}") for name in names}


def rows_of(module: Any) -> list[Row]:
    return [row for rows in module.TABLE.values() for row in rows]


@dataclass
class Answer:
    """What came back: the status, where it leads, and a word for the reader of a failure."""

    status: int
    to: str
    problem: str
    body: str


class Visitor:
    """Sends each request as its role in a savepoint that is undone; sessions are made once per role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients: dict[str, Client] = {}

    def client(self, who: str) -> Client:
        if who not in self._clients:
            client = Client(raise_request_exception=False)
            if who in self.world.people:
                client.force_login(self.world.people[who])
            self._clients[who] = client
        return self._clients[who]

    def __call__(self, row: Row) -> Answer:
        """The answer to a row; nothing of it stays, neither in the database nor in the cookies."""
        module = tables()[_context(row.url)]
        kind = row.of or getattr(module, "OF", {}).get(row.url, "")
        arguments: dict[str, Any] = {}
        if row.state:
            assert kind, f"{row}: say `of`, or put {row.url} into OF"
            arguments["pk"] = self.world.at(kind, row.state).pk
        arguments |= {name: self.world.value(text) for name, text in row.args.items()}
        address = reverse(row.url, kwargs=arguments or None)
        query = "&".join(
            f"{pair.partition('=')[0]}={self.world.value(pair.partition('=')[2])}"
            for pair in row.query.split("&")
            if pair
        )
        return self.ask(
            row.who, row.method, f"{address}?{query}" if query else address, self.data_of(row), row.headers
        )

    def data_of(self, row: Row) -> dict[str, Any]:
        """What the row sends, with its references looked up."""
        data = row.data(self.world) if callable(row.data) else row.data
        return {name: self.world.value(value) for name, value in data.items()}

    def ask(
        self, who: str, method: str, address: str, data: dict[str, Any] | None = None, headers: Any = None
    ) -> Answer:
        client = self.client(who)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        said = dict(headers or {})
        if who == "partner_api":
            said.setdefault("Authorization", f"Bearer {self.world.texts['valid_token']}")
        cache.clear()
        with transaction.atomic():
            response = getattr(client, method)(address, data or {}, headers=said)
            problem = repr(getattr(response, "exc_info", None) or "")
            body = b"" if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value
        return Answer(
            response.status_code, response.get("Location", ""), problem, body.decode(errors="replace")
        )

    def mismatch(self, row: Row) -> str:
        """Why the answer is not the expected one, or nothing."""
        answer = self(row)
        if answer.status != row.expect:
            problem = f" ({answer.problem})" if answer.status >= 500 else ""
            return f"{row}: expected {row.expect}, got {answer.status}{problem}"
        if row.to and row.to not in answer.to:
            return f"{row}: expected to lead to {row.to}, led to {answer.to}"
        return ""


def _context(name: str) -> str:
    """Which context's table a URL name belongs to."""
    if ":" in name:
        first = name.partition(":")[0]
        return first if first in settings.CONTEXTS else "exchange"
    return "accounts"
