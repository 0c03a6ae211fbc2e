"""Bad input on the pages of the three lists: renewal, reservation, and what came later."""

import datetime as dt

import pytest
from django.test import Client

from gongjian.core.clock import today
from tests.bad_input import Case, check

from .conftest import Town
from .factories import make_open_need, make_resource
from .test_bad_input import AGAIN, NEEDED, PAST, SOON, as_user, url

pytestmark = pytest.mark.django_db
FAR = (today() + dt.timedelta(days=4000)).isoformat()
RENEWALS = [
    Case("missing", {"until": ""}, NEEDED),
    Case("passed", {"until": PAST}, "请选今天到一年以内的日子。", kept=PAST),
    Case("too far", {"until": FAR}, "请选今天到一年以内的日子。", kept=FAR),
    Case("no day", {"until": "明年"}, "日期", kept="明年"),
    Case("impossible day", {"until": "2027-02-30"}, "日期", kept="2027-02-30"),
]


@pytest.mark.parametrize("case", RENEWALS, ids=str)
def test_renewing_a_need(client: Client, town: Town, case: Case) -> None:
    need = make_open_need(town.community)
    check(as_user(client, town.worker), url("renew_need", need.pk), case)


RESERVATIONS = [
    Case("nobody", {"organization": "", "until": SOON}, NEEDED, kept=SOON),
    Case("nonexistent", {"organization": "999999", "until": SOON}, AGAIN, kept=SOON),
    Case("passed", {"organization": "@", "until": PAST}, "请选今天到半年以内的日子。", kept=PAST),
    Case("too far", {"organization": "@", "until": FAR}, "请选今天到半年以内的日子。", kept=FAR),
    Case("missing", {"organization": "@", "until": ""}, NEEDED),
    Case("oneself", {"organization": "own", "until": SOON}, "资源是留给别人用的", status=409, kept=SOON),
]


@pytest.mark.parametrize("case", RESERVATIONS, ids=str)
def test_reserving_a_resource(client: Client, town: Town, case: Case) -> None:
    resource = make_resource(town.branch)
    keys = {"@": town.community.pk, "own": town.branch.pk}
    data = {name: keys.get(value, value) for name, value in case.data.items()}
    good = Case(case.kind, data, case.message, case.status, case.kept)
    check(as_user(client, town.secretary), url("reserve_resource", resource.pk), good)
