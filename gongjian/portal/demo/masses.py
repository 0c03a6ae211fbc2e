"""A world of ten thousand or a million people: the demo world, and behind it a crowd written straight into the tables.

The crowd belongs to branches of a hundred, each of which held one activity that everybody attended and holds another
one soon. Rows, counters and points agree (`manage.py verify`); nothing is in the log, and nobody of them can sign in.
The same seed and day make the same rows.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.bulk import load, next_key
from gongjian.organizations.models import Affiliation, Organization
from gongjian.organizations.paths import number as number_of
from gongjian.organizations.paths import step
from gongjian.partnerships.models import Category
from gongjian.points.models import Balance, Entry, Rule

from ..personas import UNIVERSITY
from .world import World

BRANCH, COLLEGE = 100, 100  # people in a branch, branches in a college
HOURS = 2
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "安宁晓雨思远子涵佳怡浩然一诺嘉欣文博雅静志强丽华建国秀英海燕春梅"


def add(world: World, people: int) -> None:
    """Everything of the crowd, in an order in which each row finds what it points to."""
    branches = _trees(world, -(-people // BRANCH))
    first = next_key(User)
    _people(world, first, people, branches)
    past = _activities(world, branches, people)
    _attendance(world, first, people, past)


def _trees(world: World, number: int) -> list[int]:
    """Colleges below the university, branches below them; the keys of the branches."""
    top = world.organizations[UNIVERSITY]
    children = Organization.objects.filter(parent=top).values_list("path", flat=True)
    begin, key = max(map(number_of, children)) + 1, next_key(Organization)
    colleges = -(-number // COLLEGE)
    paths = [top.path + step(begin + n) for n in range(colleges)]
    names = ("id", "kind", "side", "name", "short_name", "parent_id", "path")
    pattern = Organization(opened_on=world.today)
    load(
        pattern, names, ((key + n, "general_branch", "campus", f"第{n + 1}学院党总支", f"{n + 1}院", top.pk, path)
                         for n, path in enumerate(paths))
    )  # fmt: skip
    branches = range(key + colleges, key + colleges + number)
    load(pattern, names, (
        (branch, "branch", "campus", f"第{n + 1}学生支部", f"学{n + 1}", key + n // COLLEGE,
         paths[n // COLLEGE] + step(n % COLLEGE + 1))
        for n, branch in enumerate(branches)
    ))  # fmt: skip
    return list(branches)


def _name(n: int) -> str:
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n // len(GIVEN) % len(GIVEN)]


def _people(world: World, first: int, people: int, branches: list[int]) -> None:
    since = world.today - dt.timedelta(days=300)
    load(
        User(password="!", created_at=world.now), ("id", "username", "display_name"),  # noqa: S106 - nobody can sign in with it
        ((first + n, f"m{world.seed}-{n}", _name(n)) for n in range(people)),
    )  # fmt: skip
    key = next_key(Affiliation)
    load(
        Affiliation(kind=Affiliation.Kind.MEMBER), ("id", "person_id", "organization_id", "since"),
        ((key + n, first + n, branches[n // BRANCH], since) for n in range(people)),
    )  # fmt: skip


def _activities(world: World, branches: list[int], people: int) -> list[int]:
    """For each branch one that is settled and one that is coming; the keys of the settled ones' shifts."""
    pattern: Any = Activity(
        kind=Activity.Kind.SERVICE, category=Category.OTHER, words="一起打扫楼道。", where="小区门口", risks="注意脚下",
        contact_name="支部联系人", contact_phone="8800 1234", created_at=world.now, published_at=world.now,
        drafted_by=world.personas["secretary-a"],
    )  # fmt: skip
    names = ("id", "organizer_id", "title", "state")
    key, shift = next_key(Activity), next_key(Shift)
    number = len(branches)

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, branch in enumerate(branches):
            yield key + n, branch, f"清扫日 {n + 1}", Activity.State.SETTLED.value
            yield key + number + n, branch, f"邻里服务 {n + 1}", Activity.State.OPEN.value

    load(pattern, names, rows())
    past, coming = range(shift, shift + number), range(shift + number, shift + 2 * number)

    def shifts() -> Iterator[tuple[Any, ...]]:
        for n in range(number):
            begin, ahead = world.day(20 + n % 60, 9), world.day(-2 - n % 60, 9)
            length = dt.timedelta(hours=HOURS)
            yield past[n], key + n, begin, begin + length, BRANCH, min(BRANCH, people - n * BRANCH), False
            yield coming[n], key + number + n, ahead, ahead + length, 20, 0, True

    columns = ("id", "activity_id", "starts_at", "ends_at", "capacity", "taken", "is_open")
    load(Shift(waiting_places=20), columns, shifts())
    return list(past)


def _attendance(world: World, first: int, people: int, past: list[int]) -> None:
    """Everybody came, both sides said so, and the points follow."""
    key, entry = next_key(SignUp), next_key(Entry)
    rule = Rule.objects.filter(code="service.hour").valid_on(world.today).get()
    amount = min(rule.amount * HOURS, rule.daily_cap or Decimal(99))
    pattern = SignUp(
        side="campus", state=SignUp.State.ATTENDED, proof=SignUp.Proof.CODE, minutes=60 * HOURS,
        confirmed_by=world.personas["secretary-a"], countersigned_by=world.personas["worker-a"],
        confirmed_at=world.now, countersigned_at=world.now, signed_up_at=world.day(90),
    )  # fmt: skip
    load(
        pattern, ("id", "shift_id", "person_id", "name", "checked_in_at"),
        ((key + n, past[n // BRANCH], first + n, _name(n), world.day(20 + n // BRANCH % 60, 9)) for n in range(people)),
    )  # fmt: skip
    award = Entry(
        rule=rule, code=rule.code, quantity=Decimal(HOURS), amount=amount, source_type=SignUp._meta.label_lower,
        at=world.now, about="清扫日",
    )  # fmt: skip
    days = [world.today - dt.timedelta(days=20 + n) for n in range(60)]
    load(
        award, ("id", "person_id", "source_id", "day"),
        ((entry + n, first + n, str(key + n), days[n // BRANCH % 60]) for n in range(people)),
    )  # fmt: skip
    load(Balance(total=amount), ("person_id",), ((first + n,) for n in range(people)))
