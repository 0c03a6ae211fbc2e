"""“This is wrong”: to the organisation that awarded the row, then to the one above; corrections are new rows."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.points import actions, ledger, queries, tasks
from gongjian.points.models import Balance, Check, Dispute, Entry
from tests.accounts.factories import make_user
from tests.bad_input import Case, check
from tests.organizations.factories import University, affiliate, appoint, make_organization, make_university
from tests.points.factories import make_rule

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 16)


@pytest.fixture
def campus() -> University:
    make_rule()
    return make_university()


@pytest.fixture
def member(campus: University) -> User:
    return affiliate("林知夏", campus.branch)


def award(person: User, campus: University, quantity: Any = 2, **rest: Any) -> Entry:
    source = make_organization(f"来源{Entry.objects.count()}")
    values = {"day": DAY, "about": "楼道测量", "organization": campus.branch, "source": source}
    entry = ledger.award(by=SYSTEM, person=person, code="service.hour", quantity=quantity, **(values | rest))
    assert entry is not None
    return entry


def test_the_awarding_organisation_answers_and_a_correction_is_two_new_rows(
    campus: University, member: User
) -> None:
    secretary = appoint("周明远", campus.branch)
    entry = award(member, campus, 4)
    said = actions.dispute(by=member, entry=entry, words="我提前走了")
    assert (said.organization, said.level) == (campus.branch, 1)
    assert Notice.objects.filter(to=secretary, kind="points.disputed").count() == 1
    actions.answer_dispute(by=secretary, dispute=said, answer="实际三小时", quantity=Decimal(3))
    rows = Entry.objects.order_by("pk")
    assert [row.amount for row in rows] == [8, -8, 6]
    assert rows[1].reverses == entry
    assert rows[2].organization == campus.branch
    assert Balance.objects.get(person=member).total == 6
    assert list(queries.invariants()) == []
    assert Notice.objects.filter(to=member, kind="points.corrected").count() == 1
    with pytest.raises(Refused):
        actions.answer_dispute(by=secretary, dispute=said, answer="再改一次", quantity=Decimal(1))
    assert Entry.objects.count() == 3


def test_the_organisation_above_has_the_second_word(campus: University, member: User) -> None:
    secretary, college = appoint("周明远", campus.branch), appoint("陈立新", campus.college)
    entry = award(member, campus)
    first = actions.dispute(by=member, entry=entry, words="少记了")
    with pytest.raises(Refused):
        actions.dispute(by=member, entry=entry, words="少记了")
    actions.answer_dispute(by=secretary, dispute=first, answer="签到表上是两小时")
    second = actions.dispute(by=member, entry=entry, words="签到表记错了")
    assert (second.level, second.organization) == (2, campus.college)
    with pytest.raises(PermissionDenied):
        actions.answer_dispute(by=secretary, dispute=second, answer="不行")
    actions.answer_dispute(by=college, dispute=second, answer="查实，全部取消", quantity=Decimal(0))
    assert [row.amount for row in Entry.objects.order_by("pk")] == [4, -4]
    with pytest.raises(Refused):
        actions.dispute(by=member, entry=entry, words="还是不对")


def test_nobody_answers_about_their_own_points(campus: University) -> None:
    secretary = appoint("周明远", campus.branch)
    entry = award(secretary, campus)
    said = actions.dispute(by=secretary, entry=entry, words="多记了")
    with pytest.raises(PermissionDenied):
        actions.answer_dispute(by=secretary, dispute=said, answer="改一下", quantity=Decimal(9))


def test_without_an_organisation_the_operators_answer(campus: University, member: User) -> None:
    operator = appoint("吴工", campus.root, Post.OPERATOR)
    entry = award(member, campus, organization=None)
    said = actions.dispute(by=member, entry=entry, words="不是我")
    assert Notice.objects.filter(to=operator, kind="points.disputed").exists()
    assert queries.disputes_to_answer(operator).get() == said
    actions.answer_dispute(by=operator, dispute=said, answer="已核对")
    assert Dispute.objects.get().state == "kept"


def test_only_ones_own_row_can_be_disputed(campus: University, member: User) -> None:
    entry = award(make_user("别人"), campus)
    with pytest.raises(PermissionDenied):
        actions.dispute(by=member, entry=entry, words="不对")


def test_the_way_through_the_pages(campus: University, member: User, client: Client) -> None:
    secretary = appoint("周明远", campus.branch)
    entry = award(member, campus)
    client.force_login(member)
    answer = client.post(f"/points/{entry.pk}/dispute/", {"words": "我提前走了"}, follow=True)
    assert "我提前走了" in answer.content.decode()
    client.force_login(secretary)
    said = Dispute.objects.get()
    assert "我提前走了" in client.get("/points/disputes/").content.decode()
    assert "等您答复" in client.get("/points/").content.decode()
    form = {"what": "correct", "quantity": "1.5", "answer": "已改为一个半小时"}
    assert client.post(f"/points/disputes/{said.pk}/", form).status_code == 302
    client.force_login(member)
    assert "已改为一个半小时" in client.get(f"/points/{entry.pk}/").content.decode()


def test_the_statement_says_months_caps_and_the_check(
    campus: University, member: User, client: Client
) -> None:
    client.force_login(member)
    with moved_to(at(DAY, 12)):
        award(member, campus, 2, day=dt.date(2026, 3, 3))
        award(member, campus, 9)
        tasks.sweep_check_balances()
        page = client.get("/points/").content.decode()
    for words in ("今天已到上限", "2026年3月", "每一笔相加都等于总数"):
        assert words in page, words
    with moved_to(at(DAY, 12)):
        assert len(client.get("/points/?period=2026-03").context["lines"]) == 1
        assert len(client.get("/points/?period=2026-13").context["lines"]) == 2


def test_the_nightly_check_tells_the_operators_once(campus: University, member: User) -> None:
    operator = appoint("吴工", campus.root, Post.OPERATOR)
    award(member, campus)
    assert tasks.sweep_check_balances() == 0
    assert Notice.objects.filter(kind="points.unequal").count() == 0
    Balance.objects.update(total=5)
    Check.objects.all().delete()
    assert tasks.sweep_check_balances() == 1
    assert tasks.sweep_check_balances() == 0
    assert Notice.objects.filter(to=operator, kind="points.unequal").count() == 1


def test_totals_are_by_name_and_hide_small_branches(campus: University, member: User, client: Client) -> None:
    for number in range(5):
        award(affiliate(f"党员 {number}", campus.second), campus, 1)
    award(member, campus, 8)
    rows = queries.totals_shown(queries.totals(campus.college))
    names = [row["organization__name"] for row in rows]
    assert names == sorted(names)
    assert {row["organization__name"]: row["points"] for row in rows} == {
        campus.branch.name: None,
        campus.second.name: 10,
    }
    client.force_login(appoint("陈立新", campus.college))
    page = client.get(f"/points/organizations/{campus.college.pk}/?period=all").content.decode()
    assert "党员 0" not in page
    assert campus.second.name in page


BAD = [
    Case("empty", {}, "请用几个字说明哪里不对。"),
    Case("blanks", {"words": "   "}, "请用几个字说明哪里不对。"),
    Case("too short", {"words": "错"}, "至少", kept="错"),
    Case("too long", {"words": "长" * 501}, "500"),
]
BAD_ANSWERS = [
    Case("no choice", {"answer": "核对过了没错"}, "请选择这一笔是保留还是更正。", kept="核对过了没错"),
    Case("no number", {"what": "correct", "answer": "核对过了改"}, "请填写正确的数量", kept="核对过了改"),
    Case("below nothing", {"what": "correct", "quantity": "-1", "answer": "核对过了"}, "0"),
    Case("no words", {"what": "keep", "answer": ""}, "必填"),
    Case("letters", {"what": "correct", "quantity": "三", "answer": "核对过了"}, "数", kept="三"),
]


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_words(case: Case, campus: University, member: User, client: Client) -> None:
    client.force_login(member)
    check(client, f"/points/{award(member, campus).pk}/dispute/", case)


@pytest.mark.parametrize("case", BAD_ANSWERS, ids=str)
def test_bad_answers(case: Case, campus: University, member: User, client: Client) -> None:
    said = actions.dispute(by=member, entry=award(member, campus), words="不对")
    client.force_login(appoint("周明远", campus.branch))
    check(client, f"/points/disputes/{said.pk}/", case)
