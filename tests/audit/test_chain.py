"""The sealed chain: it grows in one line, and every kind of tampering is found."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from gongjian.audit import actions, heads, queries, tasks
from gongjian.audit.models import Chain, Entry
from gongjian.core.access import SYSTEM
from tests.accounts.factories import make_user
from tests.audit.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head_file(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "heads" / "audit-head.jsonl"
    settings.AUDIT_HEAD_FILE = path
    return path


def verify() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("audit", "verify", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def sealed(count: int = 6) -> list[Entry]:
    """Two sweeps, so that the head file knows a middle and an end."""
    make_entries(count // 2)
    tasks.seal()
    make_entries(count - count // 2)
    tasks.seal()
    return list(Entry.objects.order_by("seq"))


def test_the_chain_links_every_entry_to_the_one_before() -> None:
    rows = sealed()
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.previous for row in rows] == ["", *(row.digest for row in rows[:-1])]
    assert [row.digest for row in rows] == [row.computed_digest() for row in rows]
    assert len({row.digest for row in rows}) == 6
    end = Chain.objects.get()
    assert (end.seq, end.digest) == (6, rows[-1].digest)


def test_the_head_goes_to_the_second_place(head_file: Path) -> None:
    rows = sealed()
    lines = [json.loads(line) for line in head_file.read_text().splitlines()]
    assert [(line["seq"], line["digest"]) for line in lines] == [(3, rows[2].digest), (6, rows[5].digest)]
    assert head_file.stat().st_mode & 0o007 == 0


def test_a_whole_chain_is_whole() -> None:
    sealed()
    assert verify() == (0, "6 sealed entries, 2 heads, 0 not sealed yet\nThe chain is whole.\n")
    assert list(queries.invariants()) == []


def test_an_empty_log_is_whole(head_file: Path) -> None:
    assert verify() == (0, "0 sealed entries, 0 heads, 0 not sealed yet\nThe chain is whole.\n")
    assert tasks.seal() == 0
    assert not head_file.exists()


def test_the_unsealed_tail_is_named() -> None:
    sealed()
    tail = make_entries(2)
    code, said = verify()
    assert (code, said) == (
        0,
        f"6 sealed entries, 2 heads, 2 not sealed yet: ids {tail[0].pk}, {tail[1].pk}\nThe chain is whole.\n",
    )


# ------------------------------------------------------------------ tampering


def change_facts(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(facts={"n": 99})


def change_who(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(by=make_user("冒名者"))


def change_when(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(at=rows[0].at)


def change_capability(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(capability="system")


def change_digest(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(digest="0" * 64)


def remove_from_the_middle(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).delete()


def remove_the_first(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[0].pk).delete()


def swap_two(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[2].pk).update(seq=100)
    Entry.objects.filter(pk=rows[3].pk).update(seq=3)
    Entry.objects.filter(pk=rows[2].pk).update(seq=4)


def truncate(rows: list[Entry]) -> None:
    Entry.objects.filter(seq__gt=4).delete()


def truncate_and_move_the_end(rows: list[Entry]) -> None:
    Entry.objects.filter(seq__gt=4).delete()
    Chain.objects.update(seq=4, digest=rows[3].digest)


def rewrite_from(number: int) -> None:
    """What somebody with the code and the database could do: a new chain that is whole in itself."""
    rows = list(Entry.objects.order_by("seq"))
    previous = rows[number - 2].digest
    for row in rows[number - 1 :]:
        row.facts, row.previous = {"n": "rewritten"}, previous
        row.digest = previous = row.computed_digest()
        row.save()
    Chain.objects.update(seq=rows[-1].seq, digest=previous)


def rewrite_the_chain(rows: list[Entry]) -> None:
    rewrite_from(2)


def rewrite_after_the_first_head(rows: list[Entry]) -> None:
    rewrite_from(5)


def unseal(rows: list[Entry]) -> None:
    Entry.objects.filter(pk=rows[5].pk).update(seq=None)
    Chain.objects.update(seq=5, digest=rows[4].digest)


def remove_everything(rows: list[Entry]) -> None:
    Entry.objects.all().delete()
    Chain.objects.all().delete()


def remove_the_head_file(rows: list[Entry]) -> None:
    Path(configured.AUDIT_HEAD_FILE).unlink()


TAMPERING: list[tuple[Callable[[list[Entry]], None], list[str]]] = [
    (change_facts, ["changed: entry 3"]),
    (change_who, ["changed: entry 3"]),
    (change_when, ["changed: entry 3"]),
    (change_capability, ["changed: entry 3"]),
    (change_digest, ["changed: entry 3", "rewritten: entry 3", "reordered: entry 4"]),
    (
        remove_from_the_middle,
        ["removed: the chain jumps from entry 2 to 4", "truncated: the head file knew entry 3"],
    ),
    (remove_the_first, ["removed: the chain jumps from entry 0 to 2"]),
    (
        swap_two,
        [
            "reordered: entry 3",
            "changed: entry 3",
            "rewritten: entry 3",
            "reordered: entry 4",
            "changed: entry 4",
            "reordered: entry 5",
        ],
    ),
    (
        truncate,
        ["truncated: the chain ended at entry 6, and now at 4", "truncated: the head file knew entry 6"],
    ),
    (truncate_and_move_the_end, ["truncated: the head file knew entry 6"]),
    (rewrite_the_chain, ["rewritten: entry 3", "rewritten: entry 6"]),
    (rewrite_after_the_first_head, ["rewritten: entry 6"]),
    (unseal, ["truncated: the head file knew entry 6", "changed: entry id"]),
    (
        remove_everything,
        ["truncated: the head file knew entry 3", "truncated: the head file knew entry 6"],
    ),
    (remove_the_head_file, ["head file: it is missing"]),
]


@pytest.mark.parametrize(("tamper", "expected"), TAMPERING, ids=[t.__name__ for t, _e in TAMPERING])
def test_tampering_is_found(tamper: Callable[[list[Entry]], None], expected: list[str]) -> None:
    rows = sealed()
    tamper(rows)
    code, said = verify()
    broken = [line.removeprefix("BROKEN  ") for line in said.splitlines() if line.startswith("BROKEN")]
    assert code == 1
    assert [line[: len(words)] for line, words in zip(broken, expected, strict=True)] == expected


def test_a_broken_chain_breaks_an_invariant() -> None:
    rows = sealed()
    truncate(rows)
    assert list(queries.invariants()) == [
        "audit: the chain does not end where its row says; run `manage.py audit verify`"
    ]


def test_a_head_file_with_wrong_lines_is_said(head_file: Path) -> None:
    sealed()
    with head_file.open("a") as file:
        file.write('garbage\n{"seq": 3, "digest": "0", "at": "x"}\n{"seq": "n"}\n')
    code, said = verify()
    assert code == 1
    assert said.splitlines()[:3] == [
        "BROKEN  head file: line 3 can't be read",
        "BROKEN  head file: two lines disagree about entry 3",
        "BROKEN  head file: line 5 can't be read",
    ]


# ------------------------------------------------------------------ killed and run again


def test_killed_before_the_head_was_written_the_next_sweep_writes_it(head_file: Path) -> None:
    make_entries(3)
    actions.seal(by=SYSTEM)  # and here the power went
    assert not head_file.exists()
    assert tasks.seal() == 0
    assert heads.last(head_file) == (3, Chain.objects.get().digest)


def test_running_twice_seals_once_and_writes_one_head(head_file: Path) -> None:
    make_entries(3)
    assert [tasks.seal(), tasks.seal(), tasks.seal()] == [3, 0, 0]
    assert len(head_file.read_text().splitlines()) == 1


def test_a_cut_off_line_does_not_spoil_the_next(head_file: Path) -> None:
    sealed()
    with head_file.open("a") as file:
        file.write('{"seq": 6, "dig')
    make_entries(1)
    tasks.seal()
    assert heads.last(head_file) == (7, Chain.objects.get().digest)


def test_more_than_one_batch_is_sealed_in_one_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 4)
    make_entries(11)
    assert tasks.seal() == 11
    assert verify()[0] == 0


def test_an_entry_with_a_lower_id_that_comes_late_is_chained_behind() -> None:
    """What PostgreSQL does when a long transaction drew its id before a short one committed."""
    late, *others = make_entries(3)
    Entry.objects.filter(pk=late.pk).delete()
    tasks.seal()
    Entry.objects.bulk_create([late])
    tasks.seal()
    assert [row.pk for row in Entry.objects.order_by("seq")] == [*(row.pk for row in others), late.pk]
    assert verify()[0] == 0


def test_facts_of_every_shape_survive_the_database() -> None:
    shapes: list[Any] = [
        {"a": 1.50, "b": [1, None, True], "中": "文 “引号” \u2028"},
        {"b": 1, "a": {"d": 1, "c": 2}},
        {},
    ]
    for facts in shapes:
        entry = make_entries(1)[0]
        Entry.objects.filter(pk=entry.pk).update(facts=facts)
    tasks.seal()
    assert verify()[0] == 0


def test_only_the_platform_seals() -> None:
    with pytest.raises(PermissionDenied):
        actions.seal(by=make_user())


def test_sealing_costs_the_same_for_one_and_for_fifty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_entries(1)
    with django_assert_num_queries(7):
        actions.seal(by=SYSTEM)
    make_entries(50)
    with django_assert_num_queries(7):
        actions.seal(by=SYSTEM)


# ------------------------------------------------------------------ export


def test_export_writes_every_entry_in_the_order_of_the_chain(tmp_path: Path) -> None:
    rows = sealed()
    tail = make_entries(1)[0]
    out = StringIO()
    call_command("audit", "export", stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["id"] for line in lines] == [*(row.pk for row in rows), tail.pk]
    assert lines[0] == {**rows[0].content(), "digest": rows[0].digest}
    call_command("audit", "export", str(tmp_path / "log.jsonl"), stdout=out)
    assert (tmp_path / "log.jsonl").read_text().splitlines() == out.getvalue().splitlines()[:7]
    with pytest.raises(FileExistsError):
        call_command("audit", "export", str(tmp_path / "log.jsonl"), stdout=out)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("audit", "repair")


def test_the_database_allows_one_chain_only() -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"(?i)check"):
        cursor.execute("INSERT INTO audit_chain (id, seq, digest, at) VALUES (2, 0, '', '2026-01-01')")
