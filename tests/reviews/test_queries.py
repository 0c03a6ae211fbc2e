"""What the pages read: constant numbers of queries, people counted and never listed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from gongjian.activities.models import Activity
from gongjian.core.access import Guest
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships.models import Cycle, Need, Partnership, Target
from gongjian.reviews import actions, queries
from gongjian.reviews.models import Confirmation, Decision, Tell
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, make_attended, make_settled, make_sign_up
from tests.organizations.factories import appoint
from tests.partnerships.factories import make_claimed_need

from .factories import Pair, make_ask, make_confirmation, make_decision, make_pair, measure_all

pytestmark = pytest.mark.django_db


def held(pair: Pair, **shift: Any) -> Any:
    """The shift of a settled activity of the pair's project, yesterday."""
    Cycle.objects.update(starts_on=today() - dt.timedelta(days=10))
    activity = make_activity(
        pair.branch,
        pair.community,
        state=Activity.State.SETTLED,
        project=pair.project,
        shift={"starts_at": now() - dt.timedelta(days=1), **shift},
    )
    return activity.shifts.get()


def test_participation_counts_people_once_and_minutes_by_confirmation() -> None:
    pair = make_pair()
    shift = held(pair)
    person = make_user("林知夏")
    make_settled(shift, person, minutes=90)
    make_attended(shift, "高子昂", minutes=60)
    make_sign_up(shift, "许安然", state="absent")
    other = held(pair)
    make_settled(other, person, minutes=30)
    found = queries.participation(pair.cycle)
    assert found == queries.Participation(activities=2, times=3, people=2, minutes=180, minutes_both=120)


def test_participation_ends_where_the_cycle_was_closed() -> None:
    pair = make_pair()
    make_settled(held(pair), "林知夏")
    Cycle.objects.update(state="closed", outcome="keep", closed_at=now() - dt.timedelta(days=3))
    assert queries.participation(pair.cycle).times == 0


def test_answers_are_counted_by_verdict() -> None:
    pair = make_pair()
    make_confirmation(pair.need, verdict="done", stars=5, words="谢谢")
    make_confirmation(pair.need, verdict="partly", stars=3, entered_by=pair.worker)
    make_confirmation(pair.need, verdict="not_done", stars=1)
    found = queries.answers(Confirmation.objects.all())
    assert found == queries.Answers(done=1, partly=1, not_done=1, stars=3.0, on_behalf=1)
    assert found.total == 3


def test_words_are_for_the_parties_and_an_average_needs_five_answers() -> None:
    pair = make_pair()
    for number in range(4):
        make_confirmation(pair.need, stars=5, words=f"话 {number}")
    inside = queries.cycle_page(pair.secretary, pair.cycle)
    outside = queries.cycle_page(make_user("路人"), pair.cycle)
    assert [row.words for row in inside.words] == ["话 3", "话 2"]
    assert outside.words == []
    assert (inside.stars, outside.stars) == ("", "")
    make_confirmation(pair.need, stars=4)
    assert queries.cycle_page(pair.secretary, pair.cycle).stars == "4.8"


def test_the_headline_is_the_finding() -> None:
    pair = make_pair()
    cycle = pair.cycle
    assert queries.cycle_page(pair.secretary, cycle).headline == "第 1 轮正在做，到期再量"
    measure_all(cycle)
    assert queries.cycle_page(pair.secretary, pair.cycle).headline == "1 个目标到了 1 个，该一起决定了"
    decision = make_decision(pair)
    assert queries.cycle_page(pair.secretary, pair.cycle).headline == "1 个目标到了 1 个，决定等着签字"
    actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    assert queries.cycle_page(pair.secretary, pair.cycle).headline == "第 1 轮收尾：下一轮调整"


def test_who_may_still_sign_and_until_when() -> None:
    pair = make_pair()
    make_decision(pair)
    mine = queries.cycle_page(pair.chair, pair.cycle)
    signed = queries.cycle_page(pair.secretary, pair.cycle)
    assert [party.organization for party in mine.waits_for_me] == [pair.community]
    assert signed.waits_for_me == []
    assert mine.silent_on == (now() + dt.timedelta(days=21)).date()


def test_an_open_decision_is_hidden_from_others() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    outsider = appoint("李红", pair.university.other_branch)
    assert queries.cycle_page(outsider, pair.cycle).decision is None
    with pytest.raises(Http404):
        queries.decision_for(outsider, decision.pk)
    assert queries.decision_for(appoint("郑伟", pair.university.college), decision.pk) == decision


def test_a_page_costs_the_same_however_many_rows() -> None:
    pair = make_pair()
    cycle = pair.cycle

    def count() -> int:
        pair.secretary.__dict__.pop("_standing", None)
        with CaptureQueriesContext(connection) as caught:
            shown = queries.cycle_page(pair.secretary, queries.cycle_for(pair.secretary, cycle.pk))
            assert [shown.target_lines, shown.pdca, shown.verdicts]
        return len(caught)

    count()  # the figures of the rules are read once
    before = count()
    for number in range(3):
        Target.objects.create(
            cycle=cycle, indicator=f"目标 {number}", unit="人", baseline=0, goal=9, due_on=today()
        )
        make_confirmation(pair.need, words="x")
        make_settled(held(pair), f"人 {number}")
    assert count() == before


def test_follow_ups_are_of_one_s_own_community_and_cost_the_same(django_assert_max_num_queries: Any) -> None:
    pair = make_pair()
    elsewhere = make_claimed_need(pair.subdistrict.other_community, pair.branch)
    for _again in range(3):
        make_claimed_need(pair.community, pair.branch)
    with django_assert_max_num_queries(7) as caught:
        found = list(queries.follow_ups(pair.worker, "to_ask"))
        assert all(pair.worker.has_perm("reviews.answer_for_resident", need) for need in found)
    many = len(caught.captured_queries) - 2  # the person's standing is read once
    assert (len(found), elsewhere in found) == (4, False)
    Need.objects.filter(pk__in=[need.pk for need in found[1:]]).update(state="lapsed")
    with django_assert_max_num_queries(many) as caught:
        found = list(queries.follow_ups(pair.worker, "to_ask"))
        assert all(pair.worker.has_perm("reviews.answer_for_resident", need) for need in found)
    assert (len(found), len(caught.captured_queries)) == (1, many)


def test_follow_ups_move_from_list_to_list() -> None:
    pair = make_pair()
    assert queries.follow_up_counts(pair.worker) == {"to_ask": 1, "asked": 0, "answered": 0}
    actions.ask_resident(by=pair.worker, need=pair.need)
    assert queries.follow_up_counts(pair.worker) == {"to_ask": 0, "asked": 1, "answered": 0}
    actions.answer_for_resident(by=pair.worker, need=pair.need, verdict="done", stars=5)
    assert queries.follow_up_counts(pair.worker) == {"to_ask": 0, "asked": 0, "answered": 1}
    row = queries.follow_ups(pair.worker, "answered").get()
    assert (row.verdict, row.stars) == ("done", 5)


def test_asked_by_itself_once_an_activity_is_settled() -> None:
    pair = make_pair()
    assert list(queries.unasked()) == []
    held(pair)
    assert list(queries.unasked()) == [pair.need]
    Notice.objects.create(kind=Tell.TO_ASK, about_type="partnerships.need", about_id=str(pair.need.pk))
    assert list(queries.unasked()) == []
    Notice.objects.all().delete()
    make_ask(pair.need)
    assert list(queries.unasked()) == []


def test_what_waits_on_the_desk() -> None:
    pair = make_pair()
    assert list(queries.to_ask(pair.worker)) == [pair.need]
    assert list(queries.cycles_to_check(pair.secretary)) == []
    Cycle.objects.update(starts_on=today() - dt.timedelta(days=30), ends_on=today())
    assert list(queries.cycles_to_check(pair.secretary)) == [pair.cycle]
    decision = make_decision(pair)
    assert list(queries.decisions_to_sign(pair.chair)) == [decision]
    assert list(queries.decisions_to_sign(pair.secretary)) == []
    assert list(queries.cycles_to_check(pair.secretary)) == []


def test_closed_decisions_are_public_and_open_ones_are_not() -> None:
    pair = make_pair()
    decision = make_decision(pair)
    visitor = make_user("路人")
    assert list(Decision.objects.visible_to(visitor)) == []
    actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community)
    assert list(Decision.objects.visible_to(visitor)) == [decision]


@pytest.mark.parametrize("changed", ["x", "", ":::", "a.b.c"])
def test_a_token_that_was_altered_opens_nothing(changed: str) -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    token = Guest.holding("reviews.confirm_need", ask, capability="ask:1").token
    with pytest.raises(Http404):
        queries.ask_by_token(changed or token[:-1])


def test_a_token_of_another_act_opens_nothing() -> None:
    pair = make_pair()
    for guest in (
        Guest.holding("partnerships.mark_met", make_ask(pair.need), capability="x"),
        Guest.holding("reviews.confirm_need", pair.need, capability="x"),
        Guest("reviews.confirm_need", "reviews.ask:999999", "x"),
    ):
        with pytest.raises(Http404):
            queries.ask_by_token(guest.token)


def test_a_token_past_its_use_says_why() -> None:
    pair = make_pair()
    ask = make_ask(pair.need, used_at=now())
    with pytest.raises(Refused):
        queries.ask_by_token(Guest.holding("reviews.confirm_need", ask, capability="x").token)


def test_the_next_cycle_starts_from_what_was_measured() -> None:
    pair = make_pair()
    cycle = pair.cycle
    target = cycle.targets.get()
    Target.objects.update(measured=Decimal("22.5"))
    found = queries.next_cycle_prefill(pair.cycle)
    assert found["starts_on"] == cycle.ends_on + dt.timedelta(days=1)
    assert found["ends_on"] - found["starts_on"] == cycle.ends_on - cycle.starts_on
    assert found["targets"] == [
        {
            "indicator": target.indicator,
            "unit": "人",
            "baseline": "22.5",
            "goal": "40",
            "due_on": found["ends_on"],
        }
    ]
    Target.objects.update(measured=Decimal(45))
    assert queries.next_cycle_prefill(pair.cycle)["targets"][0]["goal"] == ""


def test_a_partnership_that_is_not_in_force_hides_its_cycles() -> None:
    pair = make_pair()
    Partnership.objects.update(state=Partnership.State.PROPOSED)
    with pytest.raises(Http404):
        queries.cycle_for(make_user("路人"), pair.cycle.pk)
    assert queries.cycle_for(pair.secretary, pair.cycle.pk) == pair.cycle
