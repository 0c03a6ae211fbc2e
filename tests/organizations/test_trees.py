"""Founding, moving, closing: paths stay a tree, whoever writes at the same time."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations import actions, queries
from gongjian.organizations.models import Affiliation, Appointment, Organization, Side, Tell, Verb
from tests.accounts.factories import make_user
from tests.organizations.factories import (
    Kind,
    affiliate,
    appoint,
    make_organization,
    make_subdistrict,
    make_university,
)
from tests.races import failures, together

pytestmark = pytest.mark.django_db


def found(name: str, parent: Any = None, **rest: Any) -> Organization:
    return actions.found(by=SYSTEM, kind=Kind.BRANCH, side=Side.CAMPUS, name=name, parent=parent, **rest)


def test_found_makes_paths_that_continue_the_parents() -> None:
    root = found("青云大学党委")
    first, second = found("计算机学院党总支", root), found("护理学院党总支", root)
    below = found("计本三党支部", first)
    assert [row.path for row in (root, first, second, below)] == [
        "0001",
        "00010001",
        "00010002",
        "000100010001",
    ]
    assert found("清源街道党工委").path == "0002"
    entry = Entry.objects.get(verb=Verb.FOUNDED, subject_id=str(below.pk))
    assert (entry.subject_type, entry.facts) == (
        "organizations.organization",
        {"kind": "branch", "parent": first.pk},
    )


def test_found_twice_is_refused_and_writes_nothing() -> None:
    root = found("青云大学党委")
    found("计算机学院党总支", root)
    with pytest.raises(ValidationError):
        found("计算机学院党总支", root)
    with pytest.raises(ValidationError):
        found("青云大学党委")
    assert Organization.objects.count() == 2
    assert Entry.objects.filter(verb=Verb.FOUNDED).count() == 2


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "   "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"kind": "club"}, "kind"),
        ({"side": "moon"}, "side"),
        ({"strengths": object()}, "strengths"),
    ],
)
def test_found_refuses_bad_shapes(fields: dict[str, Any], wrong: str) -> None:
    given = {"kind": Kind.BRANCH, "side": Side.CAMPUS, "name": "支部", **fields}
    with pytest.raises(ValidationError) as refusal:
        actions.found(by=SYSTEM, **given)
    assert list(refusal.value.error_dict) == [wrong]
    assert Organization.objects.count() == 0


def test_found_needs_a_power_over_the_parent() -> None:
    campus = make_university()
    with pytest.raises(PermissionDenied):
        actions.found(by=make_user(), kind=Kind.GROUP, side=Side.CAMPUS, name="一组", parent=campus.branch)
    secretary = appoint("周明远", campus.branch)
    group = actions.found(by=secretary, kind=Kind.GROUP, side=Side.CAMPUS, name="一组", parent=campus.branch)
    assert group.is_within(campus.branch)


def test_found_below_a_closed_organization_is_refused() -> None:
    root = make_organization(closed_on=dt.date(2024, 1, 1))
    with pytest.raises(Refused, match="已经撤销"):
        found("新支部", root)


def test_move_rewrites_the_subtree_in_one_statement(django_assert_num_queries: Any) -> None:
    campus = make_university()
    group = make_organization("一组", kind=Kind.GROUP, parent=campus.branch)
    with django_assert_num_queries(12) as captured:
        actions.move(by=SYSTEM, organization=campus.college, parent=campus.other_college)
    rewriting = [q["sql"] for q in captured if q["sql"].startswith("UPDATE") and "path" in q["sql"]]
    assert len(rewriting) == 1
    paths = dict(Organization.objects.values_list("name", "path"))
    assert paths[campus.college.name] == "000100020002"
    assert paths[campus.branch.name] == "0001000200020001"
    assert paths[campus.second.name] == "0001000200020002"
    assert paths[group.name] == "00010002000200010001"
    assert paths[campus.other_branch.name] == "000100020001"
    assert list(queries.invariants()) == []
    entry = Entry.objects.get(verb=Verb.MOVED)
    assert entry.facts == {"before": campus.root.pk, "after": campus.other_college.pk}


def test_move_to_another_tree() -> None:
    campus, district = make_university(), make_subdistrict()
    moved = actions.move(by=SYSTEM, organization=campus.other_college, parent=district.root)
    assert (moved.path, moved.parent) == ("00020003", district.root)
    assert Organization.objects.get(pk=campus.other_branch.pk).path == "000200030001"
    assert found("第三学院", campus.root).path == "00010002"


@pytest.mark.parametrize("below", ["college", "branch"])
def test_a_cycle_is_refused(below: str) -> None:
    campus = make_university()
    with pytest.raises(Refused, match="不能移到自己下面"):
        actions.move(by=SYSTEM, organization=campus.college, parent=getattr(campus, below))
    assert Organization.objects.get(pk=campus.college.pk).path == campus.college.path
    assert Entry.objects.count() == 0


def test_moving_where_it_is_changes_nothing() -> None:
    campus = make_university()
    with pytest.raises(Refused, match="已经在那里"):
        actions.move(by=SYSTEM, organization=campus.branch, parent=campus.college)


def test_moving_beside_a_namesake_is_refused() -> None:
    campus = make_university()
    make_organization(campus.branch.name, kind=Kind.BRANCH, parent=campus.other_college)
    with pytest.raises(Refused, match="同名"):
        actions.move(by=SYSTEM, organization=campus.branch, parent=campus.other_college)


def test_a_tree_that_would_be_too_deep_is_refused() -> None:
    deep = make_organization("根")
    for number in range(48):
        deep = make_organization(f"第{number}层", parent=deep)
    other = make_organization("另一棵")
    make_organization("孩子", parent=make_organization("中间", parent=other))
    with pytest.raises(Refused, match="太深"):
        actions.move(by=SYSTEM, organization=Organization.objects.get(name="中间"), parent=deep)


def test_move_needs_powers_at_both_ends() -> None:
    campus, district = make_university(), make_subdistrict()
    operator = appoint("吴工", campus.root, "operator")
    actions.move(by=operator, organization=campus.branch, parent=campus.other_college)
    with pytest.raises(PermissionDenied):
        actions.move(by=operator, organization=campus.second, parent=district.root)


def test_powers_follow_a_move() -> None:
    campus = make_university()
    college = appoint("陈立新", campus.college)
    assert college.has_perm("organizations.appoint", campus.branch)
    actions.move(by=SYSTEM, organization=campus.branch, parent=campus.other_college)
    again = type(college).objects.get(pk=college.pk)
    assert not again.has_perm("organizations.appoint", Organization.objects.get(pk=campus.branch.pk))


def test_edit_says_what_changed_and_nothing_twice() -> None:
    campus = make_university()
    secretary = appoint("周明远", campus.branch)
    for _twice in range(2):
        actions.edit(by=secretary, organization=campus.branch, about="二十三名党员", strengths=["手机教学"])
    assert Organization.objects.get(pk=campus.branch.pk).strengths == ["手机教学"]
    assert [entry.facts for entry in Entry.objects.all()] == [{"fields": ["about", "strengths"]}]


def test_edit_does_not_reach_the_tree() -> None:
    campus = make_university()
    with pytest.raises(TypeError):
        actions.edit(by=SYSTEM, organization=campus.branch, path="0009")


def test_close_ends_posts_and_belongings_and_tells_the_holders() -> None:
    campus = make_university()
    secretary, member = appoint("周明远", campus.branch), affiliate("林知夏", campus.branch)
    actions.close(by=SYSTEM, organization=campus.branch, reason="毕业班，党员已转出")
    assert not Appointment.objects.current().filter(person=secretary).exists()
    assert Affiliation.objects.get(person=member).until is not None
    assert Notice.objects.get(to=secretary).kind == Tell.APPOINTMENT_ENDED
    assert list(queries.invariants()) == []
    with pytest.raises(Refused, match="已经撤销"):
        actions.close(by=SYSTEM, organization=campus.branch, reason="再来一次")


def test_close_is_refused_while_something_below_is_open() -> None:
    campus = make_university()
    with pytest.raises(Refused, match="下面还有"):
        actions.close(by=SYSTEM, organization=campus.college, reason="合并")
    with pytest.raises(ValidationError):
        actions.close(by=SYSTEM, organization=campus.branch, reason=" ")


@pytest.mark.parametrize("below", [True, False])
@pytest.mark.django_db(transaction=True)
def test_founded_at_once_get_different_paths(below: bool) -> None:
    root = make_organization() if below else None
    answers = together([partial(found, f"支部{number}", root) for number in range(8)])
    rows = Organization.objects.filter(parent=root)
    assert (failures(answers), rows.count(), len(set(rows.values_list("path", flat=True)))) == ([], 8, 8)
    assert list(queries.invariants()) == []


@pytest.mark.django_db(transaction=True)
def test_founding_during_a_move_keeps_the_tree_whole() -> None:
    campus = make_university()
    answers = together(
        [
            lambda: actions.move(by=SYSTEM, organization=campus.college, parent=campus.other_college),
            lambda: found("新支部", campus.branch),
            lambda: actions.move(by=SYSTEM, organization=campus.other_college, parent=campus.college),
        ]
    )
    assert {type(answer) for answer in failures(answers)} == {Refused}  # the second move would make a circle
    assert list(queries.invariants()) == []
    assert Organization.objects.get(name="新支部").is_within(Organization.objects.get(pk=campus.branch.pk))


def _explain(rows: Any) -> str:
    return str(rows.explain()).lower()


def _big_tree(number: int) -> None:
    """Two universities, colleges of fifty branches each, until there are so many nodes."""
    roots = [make_organization(f"大学{n}") for n in range(2)]
    nodes: list[Organization] = []
    for root in roots:
        for college in range(number // 102):
            path = f"{root.path}{college:04d}"
            nodes.append(Organization(name=f"学院{path}", kind=Kind.GENERAL_BRANCH, side="campus", path=path))
            nodes += [
                Organization(name=f"支部{path}{n}", kind=Kind.BRANCH, side="campus", path=f"{path}{n:04d}")
                for n in range(50)
            ]
    Organization.objects.bulk_create(nodes, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_a_subtree_of_fifty_thousand_nodes_is_one_range_of_the_index() -> None:
    """`path >= low AND path < high` is answered by the index on both databases; nothing is read in full."""
    _big_tree(50_000)
    assert Organization.objects.count() > 49_000
    college = Organization.objects.get(path="00010007")
    plan = _explain(Organization.objects.subtree(college.path).order_by())
    if connection.vendor == "sqlite":
        assert "search organizations_organization using index" in plan
        assert "(path>? and path<?)" in plan
    else:
        assert "index" in plan
        assert "index cond:" in plan
        assert "seq scan" not in plan
    assert Organization.objects.subtree(college.path).count() == 51


def test_what_a_post_sees_below_is_such_a_range_too() -> None:
    _big_tree(5_000)
    person = appoint("陈立新", Organization.objects.get(path="00010007"))
    rows = Organization.objects.filter(
        queries.standing_of(person).condition(queries.Power.SEE, "")
    ).order_by()
    plan = _explain(rows)
    assert rows.count() == 51
    assert "scan organizations_organization\n" not in plan + "\n"
    assert "seq scan" not in plan
