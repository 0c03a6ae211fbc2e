"""The formality index: bounds, directions and indifference to names of every part; what it shows, and to whom."""

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.activities.models import Activity, Correction, SignUp
from gongjian.core.clock import moved_to
from gongjian.insights import queries
from gongjian.insights.queries.formality import Index, index_of
from gongjian.insights.queries.measures import Measures, entropy, gini, measure
from gongjian.insights.queries.periods import Period
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Cycle
from gongjian.policy.models import RuleValue
from gongjian.policy.queries import forget
from tests.accounts.factories import make_user
from tests.activities.factories import make_settled
from tests.organizations.factories import appoint
from tests.partnerships.factories import make_active_partnership, make_running_project
from tests.reviews.factories import Pair

from .factories import NOON, TODAY, held, make_term_pair, members, met

pytestmark = pytest.mark.django_db
PERIOD = Period("term", dt.date(2026, 2, 20), TODAY, Period("", dt.date(2025, 8, 24), dt.date(2026, 2, 19)))
CALM = settings(deadline=None, max_examples=60)  # a busy machine is slow, not wrong
LOADS = st.dictionaries(st.integers(1, 40), st.integers(1, 200), min_size=1, max_size=12)
COUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=7)


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def spread(histogram: dict[int, int]) -> list[int]:
    return [load for load, n in histogram.items() for _person in range(n)]


def plain_gini(loads: list[int]) -> float:
    """By the definition: mean difference of all pairs over twice the mean."""
    total = sum(abs(a - b) for a in loads for b in loads)
    return total / (2 * len(loads) ** 2 * (sum(loads) / len(loads)))


# ---------------------------------------------------------------- what the parts are made of


@CALM
@given(st.dictionaries(st.integers(1, 9), st.integers(1, 6), min_size=1, max_size=5))
def test_gini_of_a_histogram_is_gini_by_definition(loads: dict[int, int]) -> None:
    assert gini(loads) == pytest.approx(plain_gini(spread(loads)), abs=1e-9)


@CALM
@given(LOADS)
def test_gini_lies_between_0_and_1_and_ignores_scale(loads: dict[int, int]) -> None:
    assert 0 <= gini(loads) < 1
    assert gini({3 * load: n for load, n in loads.items()}) == pytest.approx(gini(loads), abs=1e-9)
    assert gini({load: 4 * n for load, n in loads.items()}) == pytest.approx(gini(loads), abs=1e-9)


@CALM
@given(st.integers(1, 30), st.integers(2, 50), st.integers(1, 20))
def test_taking_from_the_idle_for_the_busy_makes_it_more_uneven(load: int, people: int, moved: int) -> None:
    even = {load + moved: people}
    uneven = Counter({load + moved: people - 2} if people > 2 else {})
    uneven[load] += 1
    uneven[load + 2 * moved] += 1
    assert gini(even) == 0
    assert gini(uneven) > 0


@CALM
@given(COUNTS)
def test_entropy_is_bounded_and_greatest_when_even(counts: list[int]) -> None:
    assert -1e-9 <= entropy(counts) <= entropy([1] * len(counts)) + 1e-9
    assert entropy(reversed(counts)) == pytest.approx(entropy(counts))
    assert entropy([*counts, 0]) == entropy(counts)


# ---------------------------------------------------------------- the parts


@st.composite
def measured(draw: Any) -> Measures:
    """Any counts that a scope can have."""
    whole = {name: draw(st.integers(0, 60)) for name in ("members", "met", "targets", "seats", "older_pairs")}
    older = draw(st.integers(0, 20))
    m = Measures(
        **whole,
        campus_people=draw(st.integers(0, whole["members"])),
        confirmed=draw(st.integers(0, whole["met"])),
        reached=draw(st.integers(0, whole["targets"])),
        late=draw(st.integers(0, whole["seats"])),
        corrected=draw(st.integers(0, whole["seats"])),
        lasting_pairs=draw(st.integers(0, whole["older_pairs"])),
        older_projects=older,
        lasting_projects=draw(st.integers(0, older)),
        raters=draw(st.integers(0, 40)),
        loads=Counter(draw(st.dictionaries(st.integers(1, 30), st.integers(1, 50), max_size=6))),
        kinds=Counter(draw(st.dictionaries(st.sampled_from(Activity.Kind.values), st.integers(1, 40)))),
    )
    m.activities = m.kinds.total()
    m.stars = draw(st.floats(1, 5)) if m.raters else None
    for month in draw(st.sets(st.sampled_from(PERIOD.months))):
        m.campus_times[month] = 1
    return m


def scores(index: Index) -> dict[str, float | None]:
    return {part.key: part.score for part in index.parts}


@CALM
@given(measured())
def test_every_part_and_the_whole_are_bounded(m: Measures) -> None:
    index = index_of((m, PERIOD))
    assert [part.key for part in index.parts] == ["breadth", "diversity", "continuity", "effect", "candour"]
    for part in index.parts:
        assert part.score is None or 0 <= part.score <= 1
        assert all(read.share is None or 0 <= read.share <= 1 for read in part.read)
        assert all((read.share is None) == (read.records < read.least) for read in part.read)
    assert index.number is None or 0 <= index.number <= 100
    assert (index.number is None) == (len(index.known) < 3)


BETTER = {
    "breadth": lambda m: {"campus_people": min(m.members, m.campus_people + 1)},
    "diversity": lambda m: {"kinds": Counter(dict.fromkeys(m.kinds, max(m.kinds.values(), default=1)))},
    "continuity": lambda m: {"lasting_pairs": min(m.older_pairs, m.lasting_pairs + 1)},
    "effect": lambda m: {"reached": min(m.targets, m.reached + 1)},
    "candour": lambda m: {"late": max(0, m.late - 1)},
}


@pytest.mark.parametrize("key", BETTER)
@CALM
@given(m=measured())
def test_more_of_what_is_good_never_lowers_a_part(key: str, m: Measures) -> None:
    before = index_of((m, PERIOD))
    after = index_of((dataclasses.replace(m, **BETTER[key](m)), PERIOD))
    was, now = scores(before)[key], scores(after)[key]
    if was is not None and now is not None:
        assert now >= was - 1e-9
    assert {part: score for part, score in scores(after).items() if part != key} == {
        part: score for part, score in scores(before).items() if part != key
    }


@CALM
@given(m=measured(), names=st.permutations(Activity.Kind.values))
def test_names_do_not_matter(m: Measures, names: list[str]) -> None:
    other = dict(zip(Activity.Kind.values, names, strict=True))
    renamed = dataclasses.replace(m, kinds=Counter({other[kind]: n for kind, n in m.kinds.items()}))
    assert index_of((renamed, PERIOD)).number == index_of((m, PERIOD)).number


def test_what_is_missing_is_left_out_of_the_sum() -> None:
    m = Measures(members=10, campus_people=10, seats=10, older_pairs=1, lasting_pairs=1)
    m.loads[1] = 10
    for month in PERIOD.months:
        m.campus_times[month] = 1
    index = index_of((m, PERIOD))
    assert [part.key for part in index.missing] == ["diversity", "effect"]
    assert (index.number, index.weight) == (100, 55)


def test_the_weights_are_dated_data() -> None:
    m = Measures(members=10, campus_people=0, seats=10, older_pairs=1, lasting_pairs=1)
    for month in PERIOD.months:
        m.campus_times[month] = 1
    before = index_of((m, PERIOD)).number
    RuleValue.objects.create(
        key="insight.index_weights", value=[100, 0, 0, 0, 0], unit="percent", valid_from=TODAY, source="试行",
        certainty="L",
    )  # fmt: skip
    forget()
    assert (before, index_of((m, PERIOD)).number) == (64, 0)
    forget()


# ---------------------------------------------------------------- read from records


def index_for(pair: Pair) -> Index:
    scope = queries.PartnershipScope([pair.partnership.pk])
    return index_of((measure(scope, queries.period())[pair.partnership.pk], queries.period()))


def worked(pair: Pair) -> None:
    """Five needs met, five activities of two kinds, six members: one came five times, the others once."""
    for number in range(5):
        met(pair, dt.date(2026, 4, 1 + number))
    people = members(pair, 6)
    for month in (2, 3, 4, 5, 6):
        kind = Activity.Kind.SERVICE if month < 6 else Activity.Kind.VISIT
        shift = held(pair, dt.date(2026, month, 25), kind=kind)
        make_settled(shift, people[0])
        if month == 4:
            for person in people[1:]:
                make_settled(shift, person)


def test_the_index_of_a_known_term() -> None:
    pair = make_term_pair()
    worked(pair)
    found = {read.key: read.share for part in index_for(pair).parts for read in part.read}
    assert found["participation"] == 1
    assert found["load"] == pytest.approx(1 - plain_gini([5, 1, 1, 1, 1, 1]))
    assert found["kinds"] == pytest.approx(entropy([4, 1]) / entropy([1, 1, 1, 1]))
    assert (found["active_months"], found["confirmed"], found["satisfaction"]) == (1, 1, 1)
    assert found["corrected"] == 1


def test_changes_after_both_sides_saw_it_lower_candour_but_not_what_the_person_asked_for() -> None:
    pair = make_term_pair()
    worked(pair)
    before = scores(index_for(pair))["candour"]
    seat = SignUp.objects.filter(state="attended").first()
    Correction.objects.create(sign_up=seat, minutes_from=90, minutes_to=120, why="改", by=pair.secretary)
    after = scores(index_for(pair))["candour"]
    assert before is not None
    assert after == pytest.approx(before - 0.5 * 1 / 10)
    assert {key: score for key, score in scores(index_for(pair)).items() if key != "candour"}


def test_renaming_people_and_organisations_changes_nothing() -> None:
    pair = make_term_pair()
    worked(pair)
    before = scores(index_for(pair))
    SignUp.objects.update(name="某某", unit="某单位")
    Organization.objects.filter(pk=pair.branch.pk).update(name="改名支部")
    assert scores(index_for(pair)) == before


def test_one_partnership_and_three_are_read_with_as_many_queries() -> None:
    pair = make_term_pair()
    worked(pair)
    keys = [pair.partnership.pk]

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            found = measure(queries.PartnershipScope(keys), queries.period())
            assert all(index_of((m, queries.period())).parts for m in found.values())
        return len(caught)

    cost()
    one = cost()
    for number in range(2):
        other = make_active_partnership(pair.university.second, pair.subdistrict.other_community)
        shift = held(pair, dt.date(2026, 5, 1 + number), project=make_running_project(other))
        make_settled(shift, f"研究生 {number}")
        keys.append(other.pk)
    assert cost() == one <= 18


# ---------------------------------------------------------------- on the pages


def text(response: Any) -> str:
    found = re.sub(r"<(script|svg).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def page(user: Any, url: str) -> str:
    client = Client()
    client.force_login(user)
    return text(client.get(url))


def test_the_parties_read_every_part_its_weight_and_its_source() -> None:
    pair = make_term_pair()
    worked(pair)
    shown = page(pair.secretary, f"/insights/partnerships/{pair.partnership.pk}/")
    for words in ("实效指数", "广泛 权重 20", "多样 权重 15", "持续 权重 25", "成效 权重 30", "真实 权重 10"):
        assert words in shown
    assert "本平台建议方案" in shown
    assert "不排名" in shown
    assert "活动几乎都是一种" in shown


def test_others_and_lists_never_see_an_index() -> None:
    pair = make_term_pair()
    worked(pair)
    college = appoint("郑伟", pair.university.college)
    for user, url in (
        (make_user("路人"), f"/insights/partnerships/{pair.partnership.pk}/"),
        (college, f"/insights/organizations/{pair.university.college.pk}/"),
        (college, "/insights/"),
    ):
        assert "实效指数" not in page(user, url)
    assert "实效指数" in page(college, f"/insights/organizations/{pair.branch.pk}/")


def test_too_few_records_are_said_openly() -> None:
    pair = make_term_pair()
    Cycle.objects.all().delete()
    shown = page(pair.secretary, f"/insights/partnerships/{pair.partnership.pk}/")
    assert "记录不够，不算指数" in shown
    assert "0 条，至少要 5 条" in shown


def test_every_ingredient_leads_to_its_records() -> None:
    pair = make_term_pair()
    worked(pair)
    client = Client()
    client.force_login(pair.secretary)
    for part in index_for(pair).parts:
        for read in part.read:
            assert client.get(f"/insights/partnerships/{pair.partnership.pk}/{read.key}/").status_code == 200
