"""Switches: off until somebody signs, inherited downward, for days that end."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.policy import queries
from gongjian.policy.actions import switch_off, switch_on
from gongjian.policy.models import Switch, SwitchName, Verb
from tests.organizations.factories import University, affiliate, appoint, make_subdistrict, make_university
from tests.policy.factories import DAY, make_switch, make_version

pytestmark = pytest.mark.django_db
BOARDS, PHOTOS = SwitchName.POINTS_BOARDS, SwitchName.PHOTO_PROOF
WORDS = "学习竞赛试行一个月。"


@pytest.fixture
def tree() -> University:
    return make_university()


@pytest.fixture
def secretary(tree: University) -> User:
    return appoint("郑书记", tree.college)


def _on(tree: University, by: User, **fields: object) -> Switch:
    given = {
        "organization": tree.college,
        "name": BOARDS,
        "until": today() + 29 * DAY,
        "reason": WORDS,
        **fields,
    }
    return switch_on(by=by, **given)  # type: ignore[arg-type]


def test_everything_is_off_by_default(tree: University) -> None:
    assert [queries.is_on(name, tree.branch) for name in SwitchName.values] == [False] * len(
        SwitchName.values
    )
    assert [state.is_on for state in queries.states(tree.branch)] == [False] * len(SwitchName.values)


def test_a_switch_that_does_not_exist_is_a_key_error(tree: University) -> None:
    with pytest.raises(KeyError):
        queries.is_on("likes", tree.branch)


def test_a_decision_holds_here_and_below_and_nowhere_else(tree: University, secretary: User) -> None:
    _on(tree, secretary)
    street = make_subdistrict()
    places = [
        tree.college,
        tree.branch,
        tree.second,
        tree.root,
        tree.other_college,
        tree.other_branch,
        street.root,
    ]
    assert [queries.is_on(BOARDS, place) for place in places] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert not queries.is_on(PHOTOS, tree.college)


def test_it_holds_from_its_first_to_its_last_day(tree: University, secretary: User) -> None:
    first = today() + 3 * DAY
    _on(tree, secretary, since=first, until=first + 4 * DAY)
    days = [first - DAY, first, first + 4 * DAY, first + 5 * DAY]
    assert [queries.is_on(BOARDS, tree.branch, day) for day in days] == [False, True, True, False]
    with moved_to(at(first + 5 * DAY)):
        assert not queries.is_on(BOARDS, tree.branch)


def test_it_is_signed_recorded_and_told_to_those_below(tree: University, secretary: User) -> None:
    below, outside = appoint("林书记", tree.branch), appoint("别的书记", tree.other_branch)
    member = affiliate("党员", tree.branch)
    row = _on(tree, secretary)
    assert (row.signed_by, row.reason, row.ended_at) == (secretary, WORDS, None)
    entry = Entry.objects.get(verb=Verb.SWITCHED_ON)
    assert (entry.by_id, entry.subject_id, entry.facts["organization"]) == (
        secretary.pk,
        str(row.pk),
        tree.college.pk,
    )
    assert list(Notice.objects.values_list("to_id", "link")) == [
        (below.pk, f"/policy/organizations/{tree.college.pk}/")
    ]
    assert Notice.objects.filter(to__in=[outside, member, secretary]).count() == 0


def test_the_nearest_decision_is_shown(tree: University, secretary: User) -> None:
    above = _on(tree, secretary)
    assert queries.state_of(BOARDS, tree.branch).decision == above
    assert not queries.state_of(BOARDS, tree.branch).is_own
    branch_secretary = appoint("林书记", tree.branch)
    own = _on(tree, branch_secretary, organization=tree.branch)
    assert (queries.state_of(BOARDS, tree.branch).decision, queries.state_of(BOARDS, tree.branch).is_own) == (
        own,
        True,
    )
    assert queries.state_of(BOARDS, tree.second).decision == above


def test_asking_is_one_query(tree: University, secretary: User, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for place in (tree.root, tree.college, tree.branch):
        make_switch(place, secretary)
    with django_assert_num_queries(1):
        queries.is_on(BOARDS, tree.branch)
    with django_assert_num_queries(1):
        [state.decision and state.decision.signed_by.display_name for state in queries.states(tree.branch)]


def test_a_second_decision_for_the_same_days_is_refused(tree: University, secretary: User) -> None:
    first = _on(tree, secretary)
    for since, until in [(0, 29), (29, 40), (5, 6)]:
        with pytest.raises(Refused):
            _on(tree, secretary, since=today() + since * DAY, until=today() + until * DAY)
    after = _on(tree, secretary, since=first.until + DAY, until=first.until + 5 * DAY)
    other = _on(tree, secretary, name=PHOTOS)
    assert set(Switch.objects.all()) == {first, after, other}


def test_after_the_end_a_new_decision_is_possible_the_same_day(tree: University, secretary: User) -> None:
    switch_off(by=secretary, switch=_on(tree, secretary), reason="提前结束")
    _on(tree, secretary)
    assert queries.is_on(BOARDS, tree.college)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": -1}, "since"),
        ({"until": -1}, "until"),
        ({"until": 366}, "until"),
        ({"until": dt.date.max}, "until"),
        ({"reason": ""}, "reason"),
        ({"reason": " \n\t "}, "reason"),
        ({"reason": "长" * 301}, "reason"),
    ],
)
def test_a_decision_needs_days_to_come_and_a_reason(
    tree: University, secretary: User, fields: dict[str, object], field: str
) -> None:
    given = {name: today() + each * DAY if isinstance(each, int) else each for name, each in fields.items()}
    with pytest.raises(ValidationError) as refusal:
        _on(tree, secretary, **given)
    assert list(refusal.value.message_dict) == [field]
    assert Switch.objects.count() == Entry.objects.count() == Notice.objects.count() == 0


def test_the_longest_time_is_a_figure(tree: University, secretary: User) -> None:
    make_version("switch.longest_days", 10, today())
    _on(tree, secretary, until=today() + 9 * DAY)
    with pytest.raises(ValidationError):
        _on(tree, secretary, name=PHOTOS, until=today() + 10 * DAY)


def test_an_unknown_switch_is_refused(tree: University, secretary: User) -> None:
    with pytest.raises(ValueError, match="likes"):
        _on(tree, secretary, name="likes")


def test_a_closed_organization_decides_nothing(tree: University, secretary: User) -> None:
    operator = appoint("运维", tree.root, Post.OPERATOR)
    tree.college.closed_on = today()
    tree.college.save()
    with pytest.raises(Refused):
        _on(tree, operator)


def test_only_those_who_answer_for_it_sign_and_never_a_machine(tree: University, secretary: User) -> None:
    stranger = appoint("别的书记", tree.other_college)
    for by in (stranger, SYSTEM):
        with pytest.raises(PermissionDenied):
            _on(tree, by)  # type: ignore[arg-type]
    row = _on(tree, secretary)
    for by in (stranger, SYSTEM):
        with pytest.raises(PermissionDenied):
            switch_off(by=by, switch=row, reason="x")  # type: ignore[arg-type]
    assert queries.is_on(BOARDS, tree.college)


def test_ended_early_it_is_off_at_once_and_yesterday_stays_on(tree: University, secretary: User) -> None:
    with moved_to(now() - 2 * DAY):
        row = _on(tree, secretary)
    ended = switch_off(by=secretary, switch=row, reason=" 居民 不愿意。 ")
    assert (ended.ended_by, ended.ended_on, ended.end_reason) == (secretary, today(), "居民 不愿意。")
    assert [queries.is_on(BOARDS, tree.branch, today() - step * DAY) for step in (0, 1, 2, 3)] == [
        False,
        True,
        True,
        False,
    ]
    assert Entry.objects.filter(verb=Verb.SWITCHED_OFF, subject_id=str(row.pk)).count() == 1


def test_it_ends_only_once(tree: University, secretary: User) -> None:
    row = _on(tree, secretary)
    switch_off(by=secretary, switch=row, reason="够了")
    with pytest.raises(Refused):
        switch_off(by=secretary, switch=row, reason="又一次")
    past = make_switch(tree.branch, secretary, since=today() - 9 * DAY, until=today() - DAY)
    with pytest.raises(Refused):
        switch_off(by=appoint("林书记", tree.branch), switch=past, reason="晚了")
    row.refresh_from_db()
    assert row.end_reason == "够了"


def test_a_decision_to_come_can_be_taken_back(tree: University, secretary: User) -> None:
    row = _on(tree, secretary, since=today() + 3 * DAY)
    switch_off(by=secretary, switch=row, reason="不办了")
    assert not queries.is_on(BOARDS, tree.college, today() + 5 * DAY)


def test_ending_needs_a_reason(tree: University, secretary: User) -> None:
    row = _on(tree, secretary)
    with pytest.raises(ValidationError):
        switch_off(by=secretary, switch=row, reason="  ")
    assert queries.is_on(BOARDS, tree.college)


def test_the_database_refuses_what_makes_no_sense(tree: University, secretary: User) -> None:
    for fields in (
        {"since": today(), "until": today() - DAY},
        {"name": "likes"},
        {"ended_at": now()},
        {"end_reason": "没有人"},
        {"ended_at": now(), "ended_by": secretary, "end_reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_switch(tree.branch, secretary, **fields)


def test_invariants_name_two_open_decisions_at_once(tree: University, secretary: User) -> None:
    first = make_switch(tree.branch, secretary)
    make_switch(tree.branch, secretary, name=PHOTOS)
    make_switch(tree.second, secretary)
    make_switch(tree.branch, secretary, since=first.until + DAY, until=first.until + 2 * DAY)
    assert list(queries.invariants()) == []
    second = make_switch(tree.branch, secretary, since=first.until, until=first.until)
    assert (
        list(queries.invariants())
        == [
            f"switch {second.pk} overlaps switch {first.pk}",
            f"switch {Switch.objects.get(since=first.until + DAY).pk} overlaps switch {second.pk}",
        ][:1]
    )


def test_the_decision_stands_beside_what_it_allows(tree: University, secretary: User) -> None:
    """Other contexts include this fragment wherever a switch lets something appear."""
    off = render_to_string("policy/_decision.html", {"state": queries.state_of(BOARDS, tree.branch)})
    assert off.strip() == ""
    _on(tree, secretary, reason="竞赛<试行>")
    on = render_to_string("policy/_decision.html", {"state": queries.state_of(BOARDS, tree.branch)})
    assert "“积分榜”由计算机学院党总支决定开启，郑书记签批" in on
    assert "竞赛&lt;试行&gt;" in on
    assert f'href="/policy/organizations/{tree.college.pk}/"' in on
