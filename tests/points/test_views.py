"""One's points in plain words, the rules, and putting a row right."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.audit.models import Entry as LogEntry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.points import actions, ledger
from gongjian.points.models import Balance, Entry, Rule
from tests.accounts.factories import make_user
from tests.feedback.factories import make_remark
from tests.organizations.factories import appoint, make_organization
from tests.points.factories import make_rule

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 16)
TODAY = at(DAY, 12)


@pytest.fixture
def person(client: Client) -> User:
    make_rule()
    person = make_user("林知夏")
    client.force_login(person)
    return person


def award(person: User, quantity: Any = 2, day: dt.date = DAY, about: str = "楼道测量") -> Entry:
    source = make_organization(f"来源{Entry.objects.count()}")
    entry = ledger.award(
        by=SYSTEM, person=person, code="service.hour", quantity=quantity, source=source, day=day, about=about
    )
    assert entry is not None
    return entry


def disputed(entry: Entry) -> Entry:
    make_remark(by=entry.person, page=f"/points/{entry.pk}/")
    return entry


def sentences(client: Client, query: str = "") -> list[str]:
    with moved_to(TODAY):
        return [line.sentence for line in client.get(f"/points/{query}").context["lines"]]


def test_every_row_explains_itself(client: Client, person: User) -> None:
    award(person, Decimal("2.5"), dt.date(2026, 4, 11))
    with moved_to(TODAY):
        (line,) = client.get("/points/").context["lines"]
    assert line.sentence == "4月11日，您服务了 2.5 小时：“楼道测量”"
    assert (line.why, line.amount) == ("每小时服务记 2 分。", 5)
    assert line.rule == "规则“志愿服务”，2020年1月1日起用"


def test_a_capped_row_says_why(client: Client, person: User) -> None:
    award(person, 6)
    award(person, 4)
    with moved_to(TODAY):
        lines = client.get("/points/").context["lines"]
    assert [(line.amount, line.why) for line in lines] == [
        (4, "每小时服务记 2 分。这一类一天最多记 16 分，所以记了 4 分。"),
        (12, "每小时服务记 2 分。"),
    ]


def test_a_reversal_says_why(client: Client, person: User) -> None:
    ledger.reverse(by=SYSTEM, entry=award(person), reason="您 12:00 走的，多记了 1 小时")
    with moved_to(TODAY):
        first, _second = client.get("/points/").context["lines"]
    assert (first.sentence, first.amount) == ("4月16日，更正：“楼道测量”记错了", -4)
    assert first.why == "您 12:00 走的，多记了 1 小时"


def test_the_head_says_total_and_month(client: Client, person: User) -> None:
    award(person, 3, dt.date(2026, 3, 30))
    award(person, 2)
    with moved_to(TODAY):
        assert "您有 10 分，本月多了 4 分" in client.get("/points/").content.decode()
    with moved_to(TODAY + dt.timedelta(days=40)):
        body = client.get("/points/").content.decode()
    assert ("您有 10 分" in body, "本月多了" in body) == (True, False)


def test_periods(client: Client, person: User) -> None:
    for day in (dt.date(2025, 8, 31), dt.date(2025, 9, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 1)):
        award(person, 1, day, about=day.isoformat())
    found = {
        period: [sentence.split("“")[1][:10] for sentence in sentences(client, f"?period={period}")]
        for period in ("month", "last", "year", "all", "nonsense")
    }
    assert found == {
        "month": ["2026-04-01"],
        "last": ["2026-03-31"],
        "year": ["2026-04-01", "2026-03-31", "2025-09-01"],
        "all": ["2026-04-01", "2026-03-31", "2025-09-01", "2025-08-31"],
        "nonsense": ["2026-04-01", "2026-03-31", "2025-09-01", "2025-08-31"],
    }


def test_this_is_wrong_leads_to_a_form_that_knows_the_row(client: Client, person: User) -> None:
    entry = award(person)
    with moved_to(TODAY):
        (line,) = client.get("/points/").context["lines"]
    assert line.wrong_href == f"/points/{entry.pk}/dispute/"
    with moved_to(TODAY):
        assert "您服务了 2 小时" in client.get(line.wrong_href).content.decode()


def test_nobody_sees_anothers_points(client: Client, person: User) -> None:
    other = award(make_user("别人"))
    assert sentences(client) == []
    assert client.get(f"/points/{other.pk}/").status_code == 404


def test_hostile_titles_are_escaped(client: Client, person: User) -> None:
    entry = award(person, about="<script>alert(1)</script>")
    for path in ("/points/", f"/points/{entry.pk}/"):
        body = client.get(path).content.decode()
        assert ("<script>alert" in body, "&lt;script&gt;alert(1)" in body) == (False, True)


def test_the_statement_costs_the_same_for_one_and_for_twenty(client: Client, person: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/points/")
        return len(made)

    award(person)
    cost()
    first = cost()
    for number in range(19):
        award(person, 1, DAY - dt.timedelta(days=number + 1))
    assert cost() == first


def test_the_rules_are_public_with_source_and_days(client: Client) -> None:
    make_rule(valid_until=dt.date(2025, 12, 31), source="校发〔2019〕3号")
    make_rule(amount=3, valid_from=dt.date(2026, 1, 1), daily_cap=None, source="校发〔2026〕1号")
    body = client.get("/points/rules/").content.decode()
    for words in (
        "校发〔2019〕3号",
        "校发〔2026〕1号",
        "每小时 2 分",
        "每小时 3 分",
        "不限",
        "2026年1月1日起",
        "2025年12月31日",
    ):
        assert words in body, words


def test_shipped_rules_are_loaded_once(client: Client) -> None:
    operator = appoint("吴工", make_organization(), Post.OPERATOR)
    client.force_login(operator)
    assert "还没有规则" in client.get("/points/rules/").content.decode()
    first = client.post("/points/rules/load/", follow=True).content.decode()
    again = client.post("/points/rules/load/", follow=True).content.decode()
    assert ("规则已载入" in first, "早就有了" in again) == (True, True)
    rule = Rule.objects.get()
    assert (rule.code, rule.amount, rule.daily_cap, rule.valid_from, rule.source) == (
        "service.hour",
        2,
        16,
        dt.date(2020, 1, 1),
        "平台默认值，待各单位确认",
    )
    assert LogEntry.objects.filter(verb="points.rule_saved", by=operator).count() == 1
    with pytest.raises(PermissionDenied):
        actions.load_shipped_rules(by=make_user())


# ------------------------------------------------------------------ putting right


def test_an_operator_puts_a_disputed_row_right(client: Client, person: User) -> None:
    entry = disputed(award(person))
    client.force_login(appoint("吴工", make_organization("运维"), Post.OPERATOR))
    assert "有人说这条不对" in client.get(f"/points/{entry.pk}/").content.decode()
    done = client.post(f"/points/{entry.pk}/reverse/", {"reason": "多记了 1 小时"}, follow=True)
    assert "这一笔已更正" in done.content.decode()
    assert Balance.objects.get().total == 0
    notice = Notice.objects.get(to=person)
    assert str(notice) == "您的一笔积分已更正：-4 分。理由：多记了 1 小时"
    assert LogEntry.objects.get(verb="points.reversed").facts == {
        "amount": "-4.00",
        "reason": "多记了 1 小时",
    }
    client.post(f"/points/{entry.pk}/reverse/", {"reason": "再来一次"})
    assert (Entry.objects.count(), Notice.objects.filter(kind="points.reversed").count()) == (2, 1)


def test_who_may_not_put_right(person: User) -> None:
    operator = appoint("吴工", make_organization("运维"), Post.OPERATOR)
    undisputed, own = award(person), disputed(award(operator))
    for by, entry in ((operator, undisputed), (operator, own), (person, disputed(award(person)))):
        with pytest.raises(PermissionDenied):
            actions.reverse(by=by, entry=entry, reason="我说了算")
    with pytest.raises(ValidationError):
        actions.reverse(by=operator, entry=disputed(undisputed), reason="  ")
    assert Entry.objects.filter(reverses__isnull=False).count() == 0
