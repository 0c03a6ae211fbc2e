"""Bad input about points: reasons for taking a row back."""

import pytest
from django.test import Client

from gongjian.organizations.posts import Post
from gongjian.points import queries
from tests.accounts.factories import make_user
from tests.bad_input import Case, check
from tests.organizations.factories import appoint, make_organization

from .factories import make_rule
from .test_views import award, disputed

pytestmark = pytest.mark.django_db
REASONS = [
    Case("missing", {"reason": ""}, "请填写"),
    Case("only blanks", {"reason": "   "}, "请填写"),
    Case("too short", {"reason": "错"}, "至少", kept="错"),
    Case("too long", {"reason": "错" * 201}, "最多", kept="错" * 201),
    Case("null byte", {"reason": "多记了\x00一小时"}, "不允许"),
]


@pytest.mark.parametrize("case", REASONS, ids=str)
def test_reasons(client: Client, case: Case) -> None:
    make_rule()
    person = make_user("林知夏")
    entry = disputed(award(person))
    client.force_login(appoint("吴工", make_organization("运维"), Post.OPERATOR))
    check(client, f"/points/{entry.pk}/reverse/", case)
    assert queries.total(person) == 4
