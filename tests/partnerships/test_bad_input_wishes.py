"""A member offers to fulfil a small wish: what is refused, and what any member may do."""

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.partnerships.models import Claim, Need
from tests.bad_input import Case, check
from tests.organizations.factories import affiliate, make_subdistrict, make_university
from tests.partnerships.factories import make_claim, make_open_need

pytestmark = pytest.mark.django_db


def test_offers_to_fulfil_a_wish() -> None:
    campus, district = make_university(), make_subdistrict()
    client = Client()
    client.force_login(affiliate("林知夏", campus.branch))
    wish = make_open_need(district.community, kind=Need.Kind.WISH)
    url = reverse("partnerships:offer_wish", args=[wish.pk])
    for case in (
        Case("empty", {"words": " "}, "请填写"),
        Case("too long", {"words": "来" * 301}, "300"),
        Case("a sign that no text has", {"words": "来\x00"}, "字符"),
    ):
        check(client, url, case)
    make_claim(wish, campus.branch)
    check(client, url, Case("offered", {"words": "我周日来"}, "已经提出", 409))


def test_any_member_may_offer_and_take_the_offer_back() -> None:
    campus, district = make_university(), make_subdistrict()
    client = Client()
    client.force_login(affiliate("林知夏", campus.branch))
    wish = make_open_need(district.community, kind=Need.Kind.WISH)
    client.post(reverse("partnerships:offer_wish", args=[wish.pk]), {"words": "我周日来"})
    claim = Claim.objects.get()
    assert (claim.organization, claim.helper, claim.state) == (campus.branch, "林知夏", "offered")
    client.post(reverse("partnerships:withdraw_claim", args=[claim.pk]), {"reason": "那天有课"})
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
