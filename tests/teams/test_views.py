"""Pages of teams: what strangers read, what leaders press, equal queries at one row and at three."""

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import now
from gongjian.partnerships.models import Need
from gongjian.teams.models import Membership, VolunteerTeam
from tests.activities.factories import make_activity, make_settled, open_shift
from tests.partnerships.factories import make_open_need
from tests.teams.factories import (
    Bridge,
    make_calling,
    make_member,
    make_note,
    make_practice,
    make_team,
    make_team_seat,
    somebody,
)

pytestmark = pytest.mark.django_db


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_public_page_names_nobody_who_has_not_allowed_it(bridge: Bridge) -> None:
    team = make_calling(bridge)
    make_member(team, bridge.classmate, is_named=True)
    make_member(team, bridge.resident)
    page = Client().get(reverse("teams:team", args=[team.pk])).content.decode()
    assert "许一鸣" in page
    assert not {"林知夏", "王秀兰", "张桂芳"} & {
        name for name in ("林知夏", "王秀兰", "张桂芳") if name in page
    }
    assert "4 名队员" in page


def test_a_team_that_waits_is_seen_by_its_two_sides_only(bridge: Bridge) -> None:
    team = make_team(bridge, state="proposed")
    url = reverse("teams:team", args=[team.pk])
    assert Client().get(url).status_code == 404
    assert signed_in(bridge.stranger).get(url).status_code == 404
    assert "共同带队" in signed_in(bridge.worker).get(url).content.decode()


def test_a_person_asks_a_leader_takes_them_in(bridge: Bridge) -> None:
    team = make_calling(bridge)
    signed_in(bridge.classmate).post(reverse("teams:join", args=[team.pk]), {"words": "会修电脑"})
    row = Membership.objects.get(person=bridge.classmate)
    leader = signed_in(bridge.student)
    assert "会修电脑" in leader.get(reverse("teams:members", args=[team.pk])).content.decode()
    leader.post(reverse("teams:answer_member", args=[row.pk]), {"accept": "yes"})
    row.refresh_from_db()
    assert row.state == "member"


def test_founding_and_accepting_by_the_pages(bridge: Bridge) -> None:
    answer = signed_in(bridge.secretary).post(
        reverse("teams:found"),
        {
            "organization": bridge.branch.pk, "partner": bridge.community.pk, "kind": "volunteer",
            "name": "青春志愿者", "words": "周六陪老人", "leader": "林知夏", "places": 20,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    team = VolunteerTeam.objects.get()
    signed_in(bridge.worker).post(reverse("teams:answer", args=[team.pk]), {"leader": "王秀兰"})
    team.refresh_from_db()
    assert (team.state, team.members) == ("active", 2)


@pytest.mark.parametrize("page", ["index", "team", "members", "shifts", "wishes"])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(
    bridge: Bridge, page: str, django_assert_max_num_queries: object, client: Client
) -> None:
    team = make_calling(bridge)
    client.force_login(bridge.student)
    url = reverse(f"teams:{page}", args=[] if page == "index" else [team.pk])

    def more(number: int) -> None:
        person = somebody(f"同学{number}", bridge.branch)
        make_member(team, person, is_named=True)
        shift = open_shift(make_activity(bridge.branch, title=f"扫除{number}", group_size=5))
        make_team_seat(team, make_settled(shift, person))
        make_open_need(bridge.community, kind=Need.Kind.WISH, title=f"愿望{number}")
        make_calling(bridge, name=f"队{number}")

    def cost() -> int:
        client.get(url)
        with django_assert_max_num_queries(60) as counted:  # type: ignore[operator]
            assert client.get(url).status_code == 200
        return len(counted)

    more(1)
    one = cost()
    more(2)
    more(3)
    assert cost() == one


def test_notes_list_costs_the_same_at_one_and_three(
    bridge: Bridge, django_assert_max_num_queries: object, client: Client
) -> None:
    practice = make_practice(bridge)
    client.force_login(bridge.student)
    url = reverse("teams:notes", args=[practice.team_id])
    costs = []
    for number in (1, 2, 3):
        make_note(practice, bridge.student, topic=f"话题{number}", taken_at=now())
        client.get(url)
        with django_assert_max_num_queries(40) as counted:  # type: ignore[operator]
            assert "刘老伯" not in client.get(url).content.decode()
        costs.append(len(counted))
    assert costs[0] == costs[2]
