"""`Standing.can` asked of one row and `Standing.condition` asked of a table agree, for every power and every tree."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.organizations.models import Appointment, Organization
from gongjian.organizations.paths import STEP, ancestors, below, number, step
from gongjian.organizations.posts import Post, Power
from gongjian.organizations.queries import Standing, standing_of
from tests.accounts.factories import make_user
from tests.organizations.factories import LONG_AGO, affiliate, appoint, make_organization, make_university

PATHS = [
    "".join(steps)
    for steps in [
        ("0001",), ("0001", "0001"), ("0001", "0001", "0001"), ("0001", "0001", "000Z"), ("0001", "0001", "0010"),
        ("0001", "0002"), ("0001", "000Z"), ("0001", "0010"), ("0002",), ("0002", "0001"), ("000Z",), ("0010",),
        ("ZZZZ",), ("ZZZY",), ("ZZZY", "0001"),
    ]
]  # fmt: skip
some_paths = st.frozensets(st.sampled_from(PATHS), max_size=4)


@pytest.fixture
def trees(db: Any) -> None:
    Organization.objects.bulk_create(
        Organization(name=path, kind="branch", side="campus", path=path) for path in PATHS if path != "ZZZZ"
    )


@given(own=some_paths, inherited=some_paths)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_and_a_table_get_the_same_answer(trees: None, own: Any, inherited: Any) -> None:
    held = Standing({Power.SEE: own}, {Power.SEE: frozenset(p for p in inherited if p != "ZZZZ")})
    by_row = {row.path for row in Organization.objects.all() if held.can(Power.SEE, row)}
    by_table = set(Organization.objects.filter(held.condition(Power.SEE, "")).values_list("path", flat=True))
    assert by_table == by_row


@given(number_=st.integers(0, 36**STEP - 1))
def test_steps_are_numbers_in_order(number_: int) -> None:
    assert number(step(number_)) == number_
    if number_:
        assert step(number_ - 1) < step(number_)


@pytest.mark.parametrize("wrong", [36**STEP, 36**STEP + 5])
def test_there_is_a_last_child(wrong: int) -> None:
    with pytest.raises(OverflowError):
        step(wrong)


def test_paths_know_what_is_above_and_below() -> None:
    assert ancestors("000100020003") == ["0001", "00010002", "000100020003"]
    assert below("0001000Z") == ("0001000Z", "00010010")


@pytest.mark.django_db
def test_real_appointments_agree_too() -> None:
    """A forest grown at random, posts given at random: for each power both ways name the same organisations."""
    chance = random.Random(2026)
    nodes = [make_organization("根")]
    for count in range(40):
        parent = chance.choice([*nodes, None]) if count % 10 == 0 else chance.choice(nodes)
        nodes.append(make_organization(f"组织{count}", parent=parent))
    person = make_user()
    for node in chance.sample(nodes, 6):
        post = chance.choice([p for p in Post.values if p != Post.SECRETARY])
        Appointment.objects.create(person=person, organization=node, post=post, since=LONG_AGO)
    held = standing_of(person)
    for power in Power:
        by_row = {row.pk for row in nodes if held.can(power, row)}
        by_table = set(Organization.objects.filter(held.condition(power, "")).values_list("pk", flat=True))
        assert by_table == by_row, power


@pytest.mark.django_db
def test_standing_costs_two_questions_however_many_posts(django_assert_num_queries: Any) -> None:
    campus = make_university()
    person = affiliate(appoint("周明远", campus.branch), campus.branch)
    for node in (campus.root, campus.college, campus.second):
        affiliate(appoint(person, node, Post.LIAISON), node, "staff")
    with django_assert_num_queries(2):
        held = standing_of(person)
        assert held.organizations[0].name == campus.branch.name
        assert held.belongs_to(campus.root)


@pytest.mark.django_db
def test_belonging_is_seen_upwards() -> None:
    campus = make_university()
    held = standing_of(affiliate("林知夏", campus.branch))
    seen = set(Organization.objects.filter(held.belongs("")).values_list("pk", flat=True))
    assert seen == {campus.root.pk, campus.college.pk, campus.branch.pk}
