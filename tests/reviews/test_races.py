"""At the same moment, on both databases: signatures, answers, codes, proposals."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from gongjian.audit.models import Entry
from gongjian.core.errors import Refused
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Cycle, Party
from gongjian.reviews import actions, queries
from gongjian.reviews.models import Ask, Confirmation, Decision, Signature, Verb
from tests.organizations.factories import appoint

from .factories import holder, make_ask, make_decision, make_pair, measure_all

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on its own connection; what each returned or raised."""
    ready, said = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            said[place] = act()
        except Exception as error:
            said[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_two_last_signatures_at_once_close_once() -> None:
    pair = make_pair()
    second = pair.university.second
    Party.objects.create(partnership=pair.partnership, organization=second, side=second.side, duties="一起来")
    other = appoint("何静", second)
    decision = make_decision(pair)
    said = together(
        lambda: actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community),
        lambda: actions.sign_decision(by=other, decision=decision, organization=second),
    )
    assert sorted(one.state for one in said) == [Decision.State.CLOSED, Decision.State.OPEN]
    assert Signature.objects.count() == 3
    assert Entry.objects.filter(verb=Verb.DECISION_CLOSED).count() == 1
    assert Cycle.objects.get().state == Cycle.Stage.CLOSED
    assert list(queries.invariants()) == []


def test_secretary_and_deputy_sign_for_the_same_side_at_once() -> None:
    pair = make_pair()
    deputy = appoint("刘洋", pair.community, Post.DEPUTY_SECRETARY)
    decision = make_decision(pair)
    together(
        lambda: actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community),
        lambda: actions.sign_decision(by=deputy, decision=decision, organization=pair.community),
    )
    assert Signature.objects.filter(organization=pair.community).count() == 1
    assert Entry.objects.filter(verb=Verb.DECISION_CLOSED).count() == 1


def test_two_proposals_at_once_make_one_decision() -> None:
    pair = make_pair()
    measure_all(pair.cycle)
    cycle = pair.cycle
    said = together(
        lambda: actions.propose_decision(
            by=pair.secretary, cycle=cycle, outcome="keep", reasons="好", organization=pair.branch
        ),
        lambda: actions.propose_decision(
            by=pair.chair, cycle=cycle, outcome="stop", reasons="不来", organization=pair.community
        ),
    )
    assert [type(one).__name__ for one in said].count("Decision") == 1
    assert [isinstance(one, Refused) for one in said].count(True) == 1
    assert (Decision.objects.count(), Signature.objects.count()) == (1, 1)


def test_a_change_and_a_signature_at_once_never_mix() -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome="keep")
    together(
        lambda: actions.sign_decision(by=pair.chair, decision=decision, organization=pair.community),
        lambda: actions.revise_decision(
            by=pair.secretary, decision=decision, outcome="stop", reasons="改主意", organization=pair.branch
        ),
    )
    found = Decision.objects.get()
    if found.state == Decision.State.CLOSED:
        assert (found.outcome, found.version, Cycle.objects.get().outcome) == ("keep", 1, "keep")
    else:
        assert (found.outcome, found.version, Cycle.objects.get().state) == ("stop", 2, Cycle.Stage.ACT)
    assert list(queries.invariants()) == []


def test_the_same_code_sent_twice_at_once_counts_once() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    act = lambda: actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5)  # noqa: E731
    said = together(act, act, act)
    assert Confirmation.objects.count() == 1
    assert [isinstance(one, Refused) for one in said].count(True) == 2
    assert Entry.objects.filter(verb="partnerships.need_met").count() == 1


def test_the_resident_and_the_worker_on_the_phone_at_once() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    said = together(
        lambda: actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5),
        lambda: actions.answer_for_resident(by=pair.worker, need=pair.need, verdict="done", stars=4),
    )
    assert [isinstance(one, Confirmation) for one in said].count(True) == 1
    assert Confirmation.objects.count() == 1


def test_two_workers_make_codes_at_once_and_one_works() -> None:
    pair = make_pair()
    codes = together(
        lambda: actions.ask_resident(by=pair.worker, need=pair.need),
        lambda: actions.ask_resident(by=pair.chair, need=pair.need),
    )
    assert Ask.objects.open().count() == 1
    usable = [code for code in codes if Ask.objects.open().filter(digest=queries.code_digest(code)).exists()]
    assert len(usable) == 1
