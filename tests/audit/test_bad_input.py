"""Nonsense in the filters of the log is said and kept, and the log is shown unfiltered."""

import pytest
from django.test import Client

from gongjian.organizations.posts import Post
from tests.bad_input import Case, check_filter
from tests.organizations.factories import appoint, make_organization

from .factories import make_entries

pytestmark = pytest.mark.django_db
NO_DAY = "请填写正确的日期"
CASES = [
    Case("wrong type", {"since": "soon"}, NO_DAY, kept="soon"),
    Case("impossible date", {"since": "2026-02-30"}, NO_DAY, kept="2026-02-30"),
    Case("end before start", {"since": "2026-04-10", "until": "2026-04-01"}, "结束日期早于开始日期"),
    Case("before all times", {"since": "0001-01-01"}, "没有这么早的记录"),
    Case("after all times", {"until": "9999-12-31"}, "请选一个可能到来的日子"),
    Case("nonexistent choice", {"verb": "drop.table"}, "重新选择"),
    Case("no number", {"by": "abc"}, "谁：请填写整数"),
    Case("huge number", {"by": "9" * 23}, "谁：不能大于"),
    Case("negative number", {"by": "-1"}, "谁：不能小于 1"),
    Case("SQL", {"subject": "';DROP TABLE"}, "关于："),
    Case("null byte", {"subject": "a\x00b"}, "关于："),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_filters(client: Client, case: Case) -> None:
    make_entries(2)
    client.force_login(appoint("审计员", make_organization("审计室"), Post.AUDITOR))
    page = check_filter(client, "/audit/", case)
    assert "data-gj-errors" in page
