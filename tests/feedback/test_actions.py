"""Everybody may speak; operators answer once, in time or reminded."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM, Guest
from gongjian.core.clock import at, moved_to
from gongjian.core.errors import Refused
from gongjian.feedback import actions, queries, tasks
from gongjian.feedback.models import Remark
from gongjian.notices.models import Delivery, Notice
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.feedback.factories import CODE, make_days, make_remark
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db
SPRING = at(dt.date(2026, 4, 11), 10)


@pytest.fixture
def operator() -> User:
    make_days()
    return appoint("吴工", make_organization(), Post.OPERATOR)


def say(by: Any, **rest: Any) -> actions.Receipt:
    return actions.say(by=by, **{"kind": "suggestion", "words": "报名按钮可以再大一点", **rest})


def visitor() -> Guest:
    return Guest.holding("feedback.say", Remark())


def test_a_remark_gets_a_receipt_and_a_day(operator: User) -> None:
    person = make_user()
    with moved_to(SPRING):
        receipt = say(person, page="/points/", contact="13800002207")
    remark = Remark.objects.get()
    assert (remark, remark.by, remark.page) == (receipt.remark, person, "/points/")
    assert (remark.state, remark.due_on, len(receipt.code)) == ("open", dt.date(2026, 4, 18), 8)
    assert remark.opens_with(receipt.code)
    assert not remark.opens_with("00000000")
    entry = Entry.objects.get(verb="feedback.said")
    assert (entry.by_id, entry.facts) == (person.pk, {"kind": "suggestion", "due": "2026-04-18"})


def test_neither_code_nor_contact_lie_in_plain_text(operator: User) -> None:
    receipt = say(visitor(), contact="13800002207")
    with connection.cursor() as cursor:
        for table in ("feedback_remark", "audit_entry", "notices_notice"):
            cursor.execute(f"SELECT * FROM {table}")
            raw = str(cursor.fetchall())
            assert (receipt.code in raw, "13800002207" in raw) == (False, False)


def test_a_visitor_speaks_without_an_account(operator: User) -> None:
    say(visitor())
    entry = Entry.objects.get(verb="feedback.said")
    assert (entry.by_id, entry.capability) == (None, "visit")


def test_the_operators_are_told_and_nobody_else(operator: User) -> None:
    second = appoint("钱工", make_organization("另一"), Post.OPERATOR)
    appoint("周明远", make_organization("支部"), Post.SECRETARY)
    appoint("旧人", make_organization("旧"), Post.OPERATOR, until=dt.date(2021, 1, 1))
    remark = say(visitor()).remark
    assert set(Notice.objects.values_list("to_id", "link")) == {
        (person.pk, f"/feedback/{remark.pk}/") for person in (operator, second)
    }


def test_a_capability_opens_this_one_act_only(operator: User) -> None:
    remark = make_remark()
    for guest in (Guest.holding("feedback.say", remark), Guest.holding("feedback.answer", Remark())):
        with pytest.raises(PermissionDenied):
            say(guest)
    with pytest.raises(PermissionDenied):
        actions.answer(by=visitor(), remark=remark, answer="好的")
    with pytest.raises(PermissionDenied):
        say(make_user(is_active=False))


def test_the_same_form_sent_twice_is_one_remark(operator: User) -> None:
    say(visitor(), once="a" * 32)
    with pytest.raises(Refused, match="已经提交过"):
        say(visitor(), once="a" * 32)
    say(visitor(), once="b" * 32)
    say(visitor())
    say(visitor())
    assert Remark.objects.count() == 4


def test_the_answer_reaches_who_spoke(operator: User) -> None:
    person = make_user()
    remark = make_remark(by=person, contact="zhang@example.org")
    with moved_to(SPRING):
        actions.answer(by=operator, remark=remark, answer=" 已经改大。 ")
    remark.refresh_from_db()
    assert (remark.state, remark.answer, remark.answered_by, remark.answered_at) == (
        "answered",
        "已经改大。",
        operator,
        SPRING,
    )
    assert Notice.objects.get(to=person).link == f"/feedback/{remark.pk}/"
    delivery = Delivery.objects.get()
    assert delivery.address == "zhang@example.org"
    assert delivery.body.startswith(f"您的意见 {remark.receipt} 有答复了。")
    assert delivery.body.endswith("/feedback/status/")


def test_a_second_answer_is_refused(operator: User) -> None:
    remark = make_remark()
    actions.answer(by=operator, remark=remark, answer="已经改大。")
    with pytest.raises(Refused, match="已答复"):
        actions.answer(by=operator, remark=remark, answer="又改了。")
    remark.refresh_from_db()
    assert remark.answer == "已经改大。"


def test_only_operators_answer(operator: User) -> None:
    remark = make_remark(by=make_user("我"))
    for by in (
        remark.by,
        appoint("周明远", make_organization("支部")),
        appoint("审计", make_organization("审"), Post.AUDITOR),
    ):
        with pytest.raises(PermissionDenied):
            actions.answer(by=by, remark=remark, answer="我自己答")


def test_the_day_comes_from_the_rule_in_force() -> None:
    make_days(3)
    with moved_to(SPRING):
        assert queries.due_on() == dt.date(2026, 4, 14)


def test_late_answers_are_reminded_of_twice_and_no_more(operator: User) -> None:
    with moved_to(SPRING):
        remark = make_remark()
        make_remark(due_on=dt.date(2027, 1, 1))
    told = []
    for days in (7, 8, 8, 9, 10):
        with moved_to(SPRING + dt.timedelta(days=days)):
            told.append(tasks.remind_of_late())
    assert told == [0, 1, 0, 1, 0]
    assert Entry.objects.filter(verb="feedback.reminded", subject_id=str(remark.pk)).count() == 2
    with moved_to(SPRING + dt.timedelta(days=20)):
        assert [r.pk for r in queries.remarks(operator, "late")] == [remark.pk]
        actions.answer(by=operator, remark=remark, answer="对不起，晚了。")
        assert (tasks.remind_of_late(), list(queries.remarks(operator, "late"))) == (0, [])
    assert Entry.objects.get(verb="feedback.answered").facts == {"late": True}


def test_a_receipt_opens_its_own_remark_only() -> None:
    one, two = make_remark(), make_remark()
    assert queries.by_receipt(one.receipt, CODE) == one
    assert queries.by_receipt(two.receipt, CODE) == two
    assert queries.by_receipt(one.receipt, "48291303") is None
    assert queries.by_receipt("YJ-NONE", CODE) is None
    Remark.objects.filter(pk=two.pk).update(secret=one.secret)
    assert queries.by_receipt(two.receipt, CODE) is None


def test_each_sees_their_own_and_operators_all(operator: User) -> None:
    person = make_user()
    own, other = make_remark(by=person), make_remark(by=make_user("别人"))
    assert list(queries.remarks(person)) == [own]
    assert set(queries.remarks(operator)) == {own, other}
    assert list(queries.remarks(make_user("旁人"))) == []


def test_invariants_name_an_empty_answer(operator: User) -> None:
    remark = make_remark()
    assert list(queries.invariants()) == []
    actions.answer(by=operator, remark=remark, answer="好")
    Remark.objects.update(answer="")
    assert list(queries.invariants()) == [
        f"feedback: {remark.receipt} is answered without an answer, or in the future"
    ]


def test_the_sweep_is_the_platforms(operator: User) -> None:
    remark = make_remark(due_on=dt.date(2020, 1, 1))
    with pytest.raises(PermissionDenied):
        actions.remind_operators(by=make_user(), remark=remark)
    assert actions.remind_operators(by=SYSTEM, remark=remark) == 1
