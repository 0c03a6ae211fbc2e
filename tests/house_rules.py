"""The rules of docs/architecture.md over the syntax tree: each takes a `House` and yields what breaks it.

A rule never imports what it reads, so it works on code that does not run and on planted snippets alike.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "gongjian"
LAW: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
PUBLIC_ROOMS = {"models", "rules", "queries", "actions", "ledger"}
MAY_ALSO_READ = {"exchange": {"api"}, "portal": {"demo"}}
WRITING_ROOMS = {"actions", "ledger", "migrations"}
VAGUE = {"utils", "util", "helpers", "common", "mixins", "base", "constants", "misc"}
# `record` is the last beat, but for those who stand below the log and for the log's own seal.
UNRECORDED_APPS = {"notices", "audit"}
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 40, 150
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file; `path` is relative to the package, such as `activities/actions.py`."""

    path: str
    text: str

    @property
    def parts(self) -> list[str]:
        return self.path.split("/")

    @property
    def app(self) -> str:
        return self.parts[0] if len(self.parts) > 1 else ""

    @property
    def room(self) -> str:
        return self.parts[1].split(".")[0] if len(self.parts) > 1 else self.parts[0].split(".")[0]

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def at(self, node: ast.AST, words: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {words}"

    def __hash__(self) -> int:
        return hash(self.path)


House = list[Source]
Rule = Callable[[House], Iterator[str]]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


def house(root: Path = ROOT / PACKAGE) -> House:
    """Every Python file and template of the package."""
    found = (p for p in sorted(root.rglob("*")) if p.suffix in {".py", ".html", ".txt"} and p.is_file())
    return [Source(str(p.relative_to(root)), p.read_text(encoding="utf-8")) for p in found]


def python(sources: House, *rooms: str) -> Iterator[Source]:
    for source in sources:
        if source.is_python and (not rooms or (source.app and source.room in rooms)):
            yield source


def templates(sources: House) -> Iterator[Source]:
    return (source for source in sources if "templates" in source.parts)


def functions(source: Source) -> Iterator[Function]:
    return (node for node in source.nodes if isinstance(node, Function))


def called(node: ast.AST) -> set[str]:
    """The last names of everything that is called inside."""
    calls = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
    return {
        f.id if isinstance(f, ast.Name) else f.attr for f in calls if isinstance(f, ast.Name | ast.Attribute)
    }


def dotted(node: ast.AST) -> list[str]:
    """`a.b(…).c` as ["a", "b", "c"]."""
    if isinstance(node, ast.Attribute):
        return [*dotted(node.value), node.attr]
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return [node.id] if isinstance(node, ast.Name) else []


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every import as an absolute dotted name that ends with the imported name."""
    here = [PACKAGE, *source.parts[:-1]]
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = here[: len(here) - node.level + 1] if node.level else []
            module = [*start, *([node.module] if node.module else [])]
            yield from ((node, ".".join([*module, alias.name])) for alias in node.names)


def foreign(source: Source) -> Iterator[tuple[ast.AST, str, str, str]]:
    """Imports from other contexts: node, context, room, full name."""
    for node, name in imports(source):
        parts = name.split(".")
        if parts[0] == PACKAGE and len(parts) > 2 and parts[1] not in {source.app, "core"}:
            yield node, parts[1], parts[2], name


# ---- writing


def _is_step(source: Source, function: Function) -> bool:
    """Steps that several actions share have a name, or stand in a module, that begins with an underscore."""
    return function.name.startswith("_") or (
        source.parts[-1] != "__init__.py" and source.parts[-1].startswith("_")
    )


def _reached(
    function: Function, private: dict[str, Function], seen: frozenset[str] = frozenset()
) -> set[str]:
    names = called(function)
    for name in (names & private.keys()) - seen:
        names = names | _reached(private[name], private, seen | {name})
    return names


def _beats_missing(function: Function, names: set[str], app: str) -> Iterator[str]:
    arguments = function.args
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        yield "takes positional arguments"
    if not arguments.kwonlyargs or arguments.kwonlyargs[0].arg != "by":
        yield "has no keyword-only `by` in first place"
    if not any(dotted(decorator)[-1:] == ["atomic"] for decorator in function.decorator_list):
        yield "is not @transaction.atomic"
    if "require" not in names:
        yield "never calls require()"
    if "record" not in names and app not in UNRECORDED_APPS:
        yield "never calls record()"


@rule
def four_beats(sources: House) -> Iterator[str]:
    """require → lock → change → record, in every public function of actions; private steps count for their callers."""
    for source in python(sources, "actions"):
        siblings = [other for other in python(sources, "actions") if other.app == source.app]
        tops = [(other, node) for other in siblings for node in other.tree.body if isinstance(node, Function)]
        private = {node.name: node for other, node in tops if _is_step(other, node)}
        for node in source.tree.body:
            if isinstance(node, Function) and not _is_step(source, node):
                for words in _beats_missing(node, _reached(node, private), source.app):
                    yield source.at(node, f"{node.name}() {words}")


def _writes(call: ast.Call) -> bool:
    """Whether a call looks like a write to the database (dictionaries and files have such methods too)."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, chain = call.func.attr, dotted(call.func.value)
    method = (
        name.removeprefix("a")
        if name.startswith(("asave", "acreate", "aupdate", "adelete", "abulk", "aget_or"))
        else name
    )
    on_rows = bool({"objects", "_default_manager", "filter", "exclude", "all", "visible_to"} & set(chain))
    if method in {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}:
        return True
    if method == "create":
        return isinstance(call.func.value, ast.Attribute)
    if method == "update":
        return on_rows
    if method in {"save", "delete"}:
        return on_rows or not (call.args or "session" in chain or "super" in chain)
    return False


@rule
def writes_only_in_actions(sources: House) -> Iterator[str]:
    """Rows change in actions and ledgers; a data migration may too."""
    for source in python(sources):
        if source.room in WRITING_ROOMS:
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and _writes(node):
                yield source.at(node, f"writes outside actions: .{node.func.attr}()")  # type: ignore[attr-defined]


@rule
def no_save_overrides(sources: House) -> Iterator[str]:
    """A model's `save` and `delete` are Django's."""
    for source in python(sources, "models"):
        for node in functions(source):
            if node.name in {"save", "delete", "asave", "adelete"}:
                yield source.at(node, f"overrides {node.name}()")


@rule
def no_signals(sources: House) -> Iterator[str]:
    """Call down, pull up; only those may hear a package's signal who have no other door to knock at."""
    hearers = {"accounts/sign_in.py", "organizations/apps.py"}  # signing in; the end of `migrate`
    for source in python(sources):
        for node, name in imports(source):
            if re.search(r"(^|\.)(signals|dispatch)(\.|$)", name) and source.path not in hearers:
                yield source.at(node, f"uses a signal: {name}")


@rule
def one_clock(sources: House) -> Iterator[str]:
    """`core.clock` is the only clock, so that tests and the demo can move it."""
    hands = {
        ("timezone", "now"),
        ("timezone", "localdate"),
        ("datetime", "now"),
        ("date", "today"),
        ("datetime", "today"),
    }
    for source in python(sources):
        if source.path == "core/clock.py" or source.room == "migrations":
            continue
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and tuple(dotted(node)[-2:]) in hands:
                yield source.at(node, f"reads another clock: {'.'.join(dotted(node)[-2:])}")


# reading and importing ----


@rule
def only_public_rooms(sources: House) -> Iterator[str]:
    """Across contexts: models, rules, queries, actions, ledger, and the leaves that pyproject.toml calls public."""
    public = {tuple(name.split(".")) for name in LAW["gongjian"]["public_leaves"]}
    for source in python(sources):
        for node, app, room, name in foreign(source):
            allowed = room in PUBLIC_ROOMS | MAY_ALSO_READ.get(source.app, set()) or (app, room) in public
            if source.app and not allowed:
                yield source.at(node, f"reaches into a private room: {name}")


@rule
def only_actions_post_to_ledgers(sources: House) -> Iterator[str]:
    """A posting belongs to an action's transaction."""
    for source in python(sources):
        for node, name in imports(source):
            parts = name.split(".")
            if parts[0] == PACKAGE and "ledger" in parts[2:3] and source.room != "actions":
                yield source.at(node, f"posts to a ledger outside actions: {name}")


@rule
def doors_ask_queries(sources: House) -> Iterator[str]:
    """Views and endpoints get rows from queries, which start at `visible_to`."""
    for source in python(sources, "views", "api"):
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr in {
                "objects",
                "_default_manager",
                "_base_manager",
            }:
                yield source.at(node, f"asks the table itself: {'.'.join(dotted(node))}")


@rule
def imports_stand_on_top(sources: House) -> Iterator[str]:
    """An import inside a function hides a knot; `AppConfig.ready` has to."""
    for source in python(sources):
        inside = {inner for function in functions(source) for inner in ast.walk(function)}
        for node in inside:
            if isinstance(node, ast.Import | ast.ImportFrom) and source.room != "apps":
                yield source.at(node, "imports inside a function")


def _target_app(source: Source, call: ast.Call) -> str:
    target = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "to"), None)
    if isinstance(target, ast.Constant) and "." in str(target.value):
        return str(target.value).split(".")[0]
    name = dotted(target) if target else []
    if name[-1:] == ["AUTH_USER_MODEL"]:
        return "accounts"
    return next(
        (app for _n, app, _r, full in foreign(source) if name and full.split(".")[-1] == name[0]), source.app
    )


@rule
def no_reverse_accessors_upwards(sources: House) -> Iterator[str]:
    """A key to a lower context has `related_name="+"`: a reverse accessor would be an import in disguise."""
    kinds = {"ForeignKey", "OneToOneField", "ManyToManyField"}
    for source in python(sources, "models"):
        for node in source.nodes:
            if not (isinstance(node, ast.Call) and dotted(node.func)[-1:] and dotted(node.func)[-1] in kinds):
                continue
            hidden = any(
                k.arg == "related_name" and getattr(k.value, "value", "") == "+" for k in node.keywords
            )
            target = _target_app(source, node)
            if target != source.app and not hidden:
                yield source.at(node, f'needs related_name="+" towards {target}')


# ---- names and sizes


@rule
def no_vague_names(sources: House) -> Iterator[str]:
    """A drawer without a label fills with junk."""
    for source in python(sources):
        for part in source.parts:
            if part.removesuffix(".py") in VAGUE:
                yield f"{source.path}:1 is called {part}"


@rule
def rooms_are_listed(sources: House) -> Iterator[str]:
    """A new file name needs a line in pyproject.toml: under rooms, or as a leaf of its context."""
    law = LAW["gongjian"]
    for source in python(sources):
        listed = {*law["rooms"], *law["leaves"].get(source.app, []), "__init__"}
        if source.app and source.room not in listed:
            yield f"{source.path}:1 is no room, and no leaf of {source.app}"


@rule
def verbs_are_unique(sources: House) -> Iterator[str]:
    """A verb is `<context>.<what was done>` and stands in one place."""
    seen: dict[str, str] = {}
    for source in python(sources, "models"):
        classes = (node for node in source.nodes if isinstance(node, ast.ClassDef) and node.name == "Verb")
        for node in (item for cls in classes for item in cls.body if isinstance(item, ast.Assign)):
            value = node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
            verb = str(getattr(value, "value", ""))
            if not verb.startswith(f"{source.app}."):
                yield source.at(node, f"{verb!r} does not start with {source.app}.")
            if verb in seen:
                yield source.at(node, f"{verb!r} stands in {seen[verb]} too")
            seen[verb] = source.path


@rule
def things_stay_small(sources: House) -> Iterator[str]:
    """Modules, functions and templates that fit into a head."""
    for source in sources:
        lines = source.text.count("\n")
        most = MODULE_LINES if source.is_python else TEMPLATE_LINES
        if lines > most and source.room != "migrations" and (source.is_python or "templates" in source.parts):
            yield f"{source.path}:1 has {lines} lines, {most} are allowed"
        for node in functions(source) if source.is_python and source.room != "migrations" else ():
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield source.at(node, f"{node.name}() has {length} lines, {FUNCTION_LINES} are allowed")


# ---- templates

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "a javascript: link": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}


@rule
def nothing_inline(sources: House) -> Iterator[str]:
    """The content security policy has no `unsafe-inline`: such a thing would silently not work."""
    for source in templates(sources):
        for what, pattern in INLINE.items():
            for found in pattern.finditer(source.text):
                yield f"{source.path}:{source.text.count(chr(10), 0, found.start()) + 1} has {what}"
