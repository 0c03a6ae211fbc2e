"""Pages of donations: what insiders, strangers and the treasurer read; equal queries at one row and at three."""

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.donations.models import Drive, Pledge
from tests.donations.factories import House, make_drive, make_pledge
from tests.donations.test_bad_input import typed
from tests.organizations.factories import affiliate

pytestmark = pytest.mark.django_db


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_whole_way_by_the_pages(house: House) -> None:
    proposer, secretary = signed_in(house.proposer), signed_in(house.secretary)
    treasurer, student = signed_in(house.treasurer), signed_in(house.student)
    assert proposer.post(reverse("donations:propose"), typed(house)).status_code == 302
    drive = Drive.objects.get()
    own = [drive.pk]
    assert student.get(reverse("donations:drive", args=own)).status_code == 404
    proposer.post(reverse("donations:submit", args=own))
    secretary.post(reverse("donations:approve", args=own))
    student.post(reverse("donations:pledge", args=own), {"kind": "sum", "yuan": "66.60"})
    listed = treasurer.get(reverse("donations:pledges", args=own)).content.decode()
    assert "金额未显示" in listed
    assert "66.6" not in listed
    shown = treasurer.post(reverse("donations:pledges", args=own), {"reason": "对账"}).content.decode()
    assert "66.60 元" in shown
    treasurer.post(reverse("donations:receive", args=[Pledge.objects.get().pk]))
    treasurer.post(reverse("donations:close", args=own))
    secretary.post(reverse("donations:hand_over", args=own), {"handed_on": "2026-01-01", "to": "孩子的母亲"})
    page = student.get(reverse("donations:drive", args=own)).content.decode()
    assert "孩子的母亲" in page
    assert "66.60 元" in page  # one's own
    assert "陈小宇" not in page


@pytest.mark.parametrize("page", ["index", "drive", "pledges"])
def test_three_rows_cost_as_many_queries_as_one(
    house: House, page: str, django_assert_max_num_queries: object, client: Client
) -> None:
    drive = make_drive(house)
    client.force_login(house.treasurer)
    url = reverse(f"donations:{page}", args=[] if page == "index" else [drive.pk])

    def cost() -> int:
        client.get(url)
        with django_assert_max_num_queries(40) as counted:  # type: ignore[operator]
            assert client.get(url).status_code == 200
        return len(counted)

    costs = []
    for number in range(3):
        make_drive(house, title=f"捐赠{number}")
        make_pledge(drive, affiliate(f"同学{number}", house.branch), 100 * (number + 1))
        make_pledge(drive, affiliate(f"邻居{number}", house.branch), goods=f"棉衣{number}")
        costs.append(cost())
    assert costs[0] == costs[2]
