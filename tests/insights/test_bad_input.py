"""Bad input on the page of ledgers and reports: a Chinese message that says how to mend it, and nothing stored."""

from collections.abc import Iterator

import pytest
from django.test import Client

from gongjian.core.clock import moved_to
from tests.bad_input import Case, check

from .factories import NOON, make_term_pair

pytestmark = pytest.mark.django_db
BAD = [
    Case("no year", {"what": "ledger"}, "请选择台账的年份。"),
    Case("a year that is not there", {"what": "ledger", "year": "y1949"}, "没有这个年份可选"),
    Case("hostile year", {"what": "ledger", "year": "<script>alert(1)</script>"}, "没有这个年份可选"),
    Case("no month", {"what": "report"}, "请选择月报的月份。"),
    Case("this month", {"what": "report", "month": "2026-06"}, "月报只做已经结束的月份"),
    Case("no month at all", {"what": "report", "month": "2026-13"}, "月报只做已经结束的月份"),
    Case("wrong type", {"what": "report", "month": "上个月"}, "月报只做已经结束的月份"),
    Case("SQL", {"what": "want", "wanted": "' OR 1=1 --"}, "请用页面上的按钮"),
    Case("wrong type", {"what": "want", "wanted": "1"}, "请用页面上的按钮"),
    Case("no wish", {"what": "want"}, "请用页面上的按钮"),
    Case("another wish", {"what": "want", "wanted": "maybe"}, "请用页面上的按钮"),
    Case("another form", {"what": "salaries", "year": "y2026"}, "请用本页上的按钮。"),
]


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


@pytest.mark.parametrize("case", BAD, ids=str)
def test_books(case: Case, client: Client) -> None:
    pair = make_term_pair()
    client.force_login(pair.secretary)
    check(client, f"/insights/organizations/{pair.branch.pk}/books/", case)
    check(client, f"/insights/partnerships/{pair.partnership.pk}/books/", case)
