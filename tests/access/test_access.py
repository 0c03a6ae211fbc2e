"""The written tables against the running code: who gets what, for every address, role and object state.

The tables run on both databases; the planted holes, which walk them a hundred times, on SQLite only.
"""

import re
from dataclasses import replace
from typing import Any

import pytest
import rules
from django.shortcuts import resolve_url

from gongjian.core.access import is_visible

from .browse import Visitor, addresses, rows_of, tables
from .rows import ROLES, Row

pytestmark = pytest.mark.django_db
ABOVE = {
    "orgdept",
    "operator",
    "auditor",
    "subdistrict",
    "partner_api",
}  # they may see more than their own side
ALLOWED_ELSEWHERE = {302, 401, 403, 404, 405}


def _by_url() -> list[tuple[str, str]]:
    return [(context, url) for context, module in tables().items() for url in module.TABLE]


@pytest.mark.parametrize(("context", "url"), _by_url())
def test_everybody_gets_the_answer_of_the_table(visit: Visitor, context: str, url: str) -> None:
    rows = tables()[context].TABLE[url]
    assert [row.url for row in rows if row.url != url] == []
    assert [problem for row in rows if (problem := visit.mismatch(row))] == []


def test_every_address_stands_in_a_table() -> None:
    told = {url for module in tables().values() for url in module.TABLE}
    assert sorted(set(addresses()) - told) == []


def test_every_table_names_addresses_that_exist() -> None:
    told = {url for module in tables().values() for url in module.TABLE}
    assert sorted(told - set(addresses())) == []


def test_every_address_says_what_a_visitor_and_somebody_signed_in_get() -> None:
    lacking = []
    for module in tables().values():
        for url, rows in module.TABLE.items():
            who = {row.who for row in rows}
            if "visitor" not in who or not who - {"visitor"}:
                lacking.append(url)
    assert lacking == []


def test_rows_name_known_roles(world: Any) -> None:
    known = set(ROLES) | set(world.people)
    assert [str(r) for module in tables().values() for r in rows_of(module) if r.who not in known] == []


# ------------------------------------------------------------------ another organisation's object


def _with_keys() -> list[tuple[str, str]]:
    """Addresses that name one row by its key."""
    return [
        (context, url)
        for context, module in tables().items()
        for url in module.TABLE
        if url in addresses() and "pk" in addresses()[url].arguments
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize(("context", "url"), _with_keys())
def test_another_organisations_key_reaches_nothing(
    visit: Visitor, world: Any, context: str, url: str
) -> None:
    """Our people put the key of the other side's row (state "other") into the address, by GET and by POST."""
    module = tables()[context]
    kind = getattr(module, "OF", {}).get(url, "")
    assert kind, f"say in OF which kind of row {url} names"
    public = getattr(module, "PUBLIC_PK", set())
    ours = [
        role for role in ROLES if role not in ABOVE and not role.startswith("other_") and role != "outsider"
    ]
    reached = []
    extra = getattr(module, "ARGS", {}).get(url, {})
    data = next((row.data for row in module.TABLE[url] if row.method == "post" and row.data), {})
    for who in ours:
        for method in ("get", "post"):
            if method == "get" and url in public:
                continue
            row = Row(
                url=url, who=who, expect=0, of=kind, state="other", method=method, args=extra, data=data
            )
            answer = visit(row)
            if answer.status not in ALLOWED_ELSEWHERE or (
                answer.status == 302 and resolve_url("account_login") not in answer.to
            ):
                reached.append(f"{row}: {answer.status} {answer.to}")
    assert reached == []


# Fields that name one's own side, or something that belongs to it; what they are filled with instead.
FOREIGN = {
    "organization": ("organization", "other_branch"),
    "organizer": ("organization", "other_branch"),
    "led_by": ("organization", "other_branch"),
    "project": ("project", "other"),
    "place": ("place", "other"),
    "needs": ("need", "other"),
}


def _forms() -> list[tuple[str, str]]:
    return [
        (context, url)
        for context, module in tables().items()
        for url, rows in module.TABLE.items()
        if any(row.method == "post" and row.expect == 302 for row in rows)
    ]


@pytest.mark.parametrize(("context", "url"), _forms())
def test_another_organisations_key_in_a_form_reaches_nothing(
    visit: Visitor, world: Any, context: str, url: str
) -> None:
    """What our people may send, with the key of the other side's organisation, project, place or need in a field."""
    module, reached = tables()[context], []
    free = getattr(module, "FREE_FIELDS", {}).get(url, {}).keys()
    for row in module.TABLE[url]:
        if row.method != "post" or row.expect != 302 or row.who in ABOVE | {"visitor"} or "other" in row.who:
            continue
        data = visit.data_of(row)
        for name in data.keys() & FOREIGN.keys() - free:
            changed = replace(row, data={**data, name: world.at(*FOREIGN[name]).pk})
            answer = visit(changed)
            if answer.status not in {403, 404, 409, 422}:
                reached.append(f"{row} with another {name}: {answer.status} {answer.to}")
    assert reached == []


# ------------------------------------------------------------------ planted holes


def _words(name: str) -> set[str]:
    """“BigDay” and “big_days” share both their words."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+", name)}


def _likeliest_first(module: Any, hint: str) -> list[Row]:
    """Rows that should notice a hole soon: of addresses that share words with it, denials first."""
    words = _words(hint)

    def rank(row: Row) -> tuple[int, bool]:
        shared = words & _words(f"{row.url.partition(':')[2]} {row.of} {row.state}")
        return -len(shared), row.expect not in {403, 404}

    return sorted(rows_of(module), key=rank)


def _turns_red(visit: Visitor, module: Any, hint: str) -> bool:
    return any(visit.mismatch(row) for row in _likeliest_first(module, hint))


def _rule_holes() -> list[tuple[str, str]]:
    """Every permission that a table must notice when it is given to everybody: its context's own, or, where only a
    higher context asks for it, the one that TRIED_BY names."""
    found = []
    for context, module in tables().items():
        unseen, tried_by = getattr(module, "UNSEEN_RULES", {}), getattr(module, "TRIED_BY", {})
        for name, predicate in sorted(rules.permissions.permissions.items()):
            of_list = predicate in {
                is_visible,
                rules.always_allow,
                rules.always_true,
            }  # the list decides, see below
            if name.startswith(f"{context}.") and name not in unseen and not of_list:
                found.append((tried_by.get(name, context), name))
    return found


@pytest.mark.sqlite
@pytest.mark.parametrize(("context", "name"), _rule_holes())
def test_a_permission_given_to_everybody_turns_the_table_red(visit: Visitor, context: str, name: str) -> None:
    kept = rules.permissions.permissions[name]
    rules.set_perm(name, rules.always_true)
    try:
        assert _turns_red(visit, tables()[context], name.partition(".")[2]), (
            f"the table of {context} doesn't notice that {name} is gone"
        )
    finally:
        rules.set_perm(name, kept)


def _query_holes() -> list[tuple[str, str]]:
    return [
        (context, name) for context, module in tables().items() for name in getattr(module, "QUERY_HOLES", [])
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize(("context", "name"), _query_holes())
def test_a_list_shown_to_everybody_turns_the_table_red(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch, context: str, name: str
) -> None:
    """`name` is "context.Model"; its `visible_to` lets everything through."""
    from django.apps import apps

    queryset = apps.get_model(name)._default_manager.all().__class__
    monkeypatch.setattr(queryset, "visible_to", lambda self, user: self)
    assert _turns_red(visit, tables()[context], name.partition(".")[2]), (
        f"the table of {context} doesn't notice that {name} shows all"
    )


def _other_holes() -> list[tuple[str, str]]:
    return [(context, name) for context, module in tables().items() for name in getattr(module, "HOLES", {})]


@pytest.mark.sqlite
@pytest.mark.parametrize(("context", "name"), _other_holes())
def test_a_check_of_another_kind_that_is_gone_turns_the_table_red(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch, context: str, name: str
) -> None:
    """`HOLES` of a table: a name and a function that takes the check away."""
    tables()[context].HOLES[name](monkeypatch, visit.world)
    assert _turns_red(visit, tables()[context], name.partition(".")[2]), (
        f"the table of {context} doesn't notice: {name}"
    )


def test_every_context_has_a_planted_hole() -> None:
    holed = {context for context, _name in [*_rule_holes(), *_query_holes(), *_other_holes()]}
    public_only = {context for context, module in tables().items() if getattr(module, "PUBLIC_ONLY", False)}
    assert sorted(set(tables()) - holed - public_only) == []
