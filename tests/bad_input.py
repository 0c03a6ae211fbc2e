"""Bad input as a table: what is typed, the Chinese message, the status, what stays typed, and that no row changes.

`check` also writes down which forms refused which data. At its end a run in which all tests of a context took part
turns red when a form of that context has refused fewer than four different submissions (see `short_of_cases`).
"""

import html
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
NOT_COUNTED = {"audit.Entry", "audit.Chain"}  # a refused attempt may be written down
NEVER_SENT = {"gongjian.core.views.gallery.SampleForm"}  # a picture of a form
LEAST_CASES = 4
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TYPED = (
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.Textarea,
    forms.DateInput,
    forms.TimeInput,
    forms.DateTimeInput,
)
NEVER_SHOWN = (forms.PasswordInput, forms.HiddenInput)

Refusal = tuple[str, str, str]  # form, kind, what was sent


@dataclass(frozen=True)
class Case:
    """One bad request. `kind` names the kind of badness, `kept` is a typed text that must still stand in the form."""

    kind: str
    data: dict[str, Any] | Callable[[Any], dict[str, Any]]
    message: str
    status: int = 422
    kept: str = ""
    prepare: Callable[[Any], Any] = field(default=lambda _world: None)
    keeps: bool = True  # every text that was typed stands in the page again

    def __str__(self) -> str:
        return f"{self.kind}: {self.message[:24]}"


def counts() -> dict[str, int]:
    """How many rows each of our tables has, in one question."""
    ours = [model._meta for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    named = {meta.label: connection.ops.quote_name(meta.db_table) for meta in ours}
    each = [f"SELECT '{k}', count(*) FROM {v}" for k, v in named.items() if k not in NOT_COUNTED]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def check(client: Client, url: str, case: Case, world: Any = None, *, follow: bool = False) -> str:
    """Post the case and hold it to its row; returns the page for further questions."""
    case.prepare(world)
    data = case.data(world) if callable(case.data) else case.data
    before = counts()
    with cleaned_forms() as cleaned:
        response = client.post(url, data, follow=follow)
    return _judged(response, case, cleaned, before)


def check_filter(client: Client, url: str, case: Case) -> str:
    """Ask a list for nonsense: the page comes (200) and says what it made of it."""
    before = counts()
    with cleaned_forms() as cleaned:
        response = client.get(url, case.data)
    return _judged(response, case, cleaned, before)


def _judged(response: Any, case: Case, cleaned: list[forms.BaseForm], before: dict[str, int]) -> str:
    page = html.unescape(response.content.decode())
    errors = _errors(page)
    assert (response.status_code, case.message in page) == (case.status, True), (response.status_code, errors)
    assert CHINESE.search(errors), errors
    assert counts() == before
    assert not case.kept or case.kept in page, f"{case.kept!r} is lost"
    assert "<script>alert" not in response.content.decode()
    refused = [form for form in cleaned if form.errors] or (cleaned if response.status_code >= 400 else [])
    for form in refused:
        lost = lost_from(form, page) if case.keeps else []
        assert lost == [], f"{type(form).__name__} loses what was typed in {lost}"
        REFUSED.add((label(type(form)), case.kind, sent_to(form)))
    return page


def _errors(page: str) -> str:
    """What the page says of errors, also for the reader of a failed test."""
    at = page.find("data-gj-errors")
    return " ".join(page[at : at + 1200].split()) if at >= 0 else " ".join(page[:600].split())


def lost_from(form: forms.BaseForm, page: str) -> list[str]:
    """The fields whose typed text the page doesn't show again; passwords must not come back."""
    typed = {name: form[name].data for name, each in form.fields.items() if isinstance(each.widget, TYPED)}
    flat = " ".join(page.split())
    return [
        name
        for name, text in typed.items()
        if isinstance(text, str) and "\x00" not in text and " ".join(text.split()) not in flat
    ]


# ---------------------------------------------------------------- what was refused, over the whole run


@contextmanager
def cleaned_forms() -> Iterator[list[forms.BaseForm]]:
    """Our forms that judge something inside the block, in the order of their judgement."""
    found: list[forms.BaseForm] = []
    judge = forms.BaseForm.full_clean

    def judged(form: forms.BaseForm) -> None:
        if form.is_bound and label(type(form)).startswith("gongjian."):
            found.append(form)
        judge(form)

    forms.BaseForm.full_clean = judged  # type: ignore[method-assign]
    try:
        yield found
    finally:
        forms.BaseForm.full_clean = judge  # type: ignore[method-assign]


def label(form: type) -> str:
    return f"{form.__module__}.{form.__qualname__}"


def sent_to(form: forms.BaseForm) -> str:
    """What a form was given, so that the same submission counts once."""
    names = [form.add_prefix(name) for name in form.fields]
    read = getattr(form.data, "getlist", form.data.get)
    sent = [(name, read(name)) for name in names if name in form.data]
    files = [(name, form.files[name].name, form.files[name].size) for name in names if name in form.files]
    return repr((sent, files))


def our_forms() -> set[type[forms.BaseForm]]:
    """Every form class that a page may show; a class that only others build on is no form."""
    import_module(settings.ROOT_URLCONF)  # with it all pages and their forms
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    found: set[type[forms.BaseForm]] = set()
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("gongjian."):
                found.add(each)
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "gongjian").rglob("*.py"))
    lines = re.sub(r"^class .*", "", text, flags=re.MULTILINE)
    shown = {each for each in found if not each.__subclasses__() or re.search(rf"\b{each.__name__}\(", lines)}
    return {each for each in shown if label(each) not in NEVER_SENT}


def short_of_cases(wanted: Iterable[type[forms.BaseForm]], refused: Iterable[Refusal]) -> list[str]:
    """The forms that refused fewer than four different submissions, each with its number."""
    sent: dict[str, set[str]] = {label(form): set() for form in wanted}
    for name, _kind, what in refused:
        sent.setdefault(name, set()).add(what)
    names = {label(form) for form in wanted}
    return [f"{k}: {len(v)}" for k, v in sorted(sent.items()) if k in names and len(v) < LEAST_CASES]


REFUSED: set[Refusal] = set()  # in this process; the first process adds up what the workers send
WHOLE: set[str] = set()  # contexts of which every test takes part in this run
SHORT: list[str] = []


def pytest_collection_finish(session: pytest.Session) -> None:
    option, asked = session.config.option, session.config.args
    if (
        option.keyword
        or option.collectonly
        or getattr(option, "lf", False)
        or any("::" in each for each in asked)
    ):
        return
    taking_part = {item.path for item in session.items}
    for context in {form.__module__.split(".")[1] for form in our_forms()}:
        modules = set((ROOT / "tests" / context).rglob("test_*.py"))
        if modules and modules <= taking_part:
            WHOLE.add(context)


def pytest_testnodedown(node: Any) -> None:
    """A worker of xdist has ended and hands over what it saw."""
    sent = getattr(node, "workeroutput", {}).get("bad_input", ((), ()))
    REFUSED.update(tuple(each) for each in sent[0])
    WHOLE.update(sent[1])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["bad_input"] = ([list(each) for each in REFUSED], list(WHOLE))
        return
    wanted = [form for form in our_forms() if form.__module__.split(".")[1] in WHOLE]
    SHORT[:] = short_of_cases(wanted, REFUSED)
    if SHORT and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if WHOLE and "PYTEST_XDIST_WORKER" not in os.environ:
        forms_seen, kinds = {each[0] for each in REFUSED}, {each[1] for each in REFUSED}
        terminalreporter.write_line(
            f"bad input: {len(forms_seen)} forms refused {len({each[::2] for each in REFUSED})} submissions"
            f" of {len(kinds)} kinds"
        )
    for each in SHORT:
        terminalreporter.write_line(
            f"FAILED fewer than {LEAST_CASES} cases of bad input for {each}", red=True
        )
