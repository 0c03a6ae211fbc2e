"""The directory of those who look for a partner: what they offer and need, and the draft that begins there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.organizations.models import Organization
from gongjian.partnerships import queries

from .conftest import Town
from .factories import make_need, make_open_need, make_resource

pytestmark = pytest.mark.django_db
PAGE = reverse("partnerships:seeking")


@pytest.fixture
def seekers(town: Town) -> Town:
    for organization, strengths in ((town.branch, ["手机教学", "数据整理"]), (town.community, ["场地多"])):
        organization.strengths, organization.seeks_partners = strengths, True
        organization.save()
    make_resource(town.branch, title="急救讲师团", category="health")
    make_resource(town.branch, title="还没发布的", state="draft", category="law")
    make_open_need(town.community, title="想学视频通话", category="digital")
    make_need(town.community, title="还没看过的", category="law")
    return town


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"branch", "community"}),
        ("?q=教学", {"branch"}),
        ("?q=手机", {"branch", "community"}),  # what one is good at, and what the other's need says
        ("?q=手机 数据", {"branch"}),
        ("?q=手机 钢琴", set()),
        ("?q=急救", {"branch"}),
        ("?q=视频通话", {"community"}),
        ("?q=还没发布", set()),
        ("?side=community", {"community"}),
        ("?has=offers", {"branch"}),
        ("?has=needs", {"community"}),
        ("?category=health", {"branch"}),
        ("?category=digital", {"community"}),
        ("?category=law", set()),
        ("?category=health&has=needs", set()),
        ("?kind=branch", {"branch"}),
        ("?side=moon&kind=club&category=war&has=money", {"branch", "community"}),
        ("?q=%00", {"branch", "community"}),
        ("?q=" + "长" * 500, {"branch", "community"}),
        ("?q=！？", set()),
        ("?page=x", {"branch", "community"}),
        ("?q='%20OR%201=1%20--", set()),
    ],
)
def test_filters_and_search(client: Client, seekers: Town, query: str, found: set[str]) -> None:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    rows = {row.organization for row in answer.context["rows"]}
    assert rows == {getattr(seekers, name) for name in found}


def test_those_who_do_not_look_are_shown_when_asked_for(client: Client, seekers: Town) -> None:
    everybody = {row.organization for row in client.get(PAGE + "?all=on&side=campus").context["rows"]}
    assert seekers.other_branch in everybody
    assert seekers.university.root not in everybody
    Organization.objects.filter(pk=seekers.branch.pk).update(closed_on="2020-01-01", opened_on="2019-01-01")
    assert seekers.branch not in {row.organization for row in client.get(PAGE).context["rows"]}


def test_what_is_offered_and_needed_stands_on_the_row(client: Client, seekers: Town) -> None:
    page = client.get(PAGE).content.decode()
    assert [words for words in ("急救讲师团", "想学视频通话", "手机教学") if words not in page] == []
    assert [words for words in ("还没发布的", "还没看过的") if words in page] == []
    assert "提议共建" not in page


def test_the_button_begins_a_draft_with_both_parties(client: Client, seekers: Town) -> None:
    client.force_login(seekers.secretary)
    page = client.get(PAGE + "?q=视频").content.decode()
    there = f"{reverse('partnerships:draft')}?partner={seekers.community.pk}"
    assert there in page
    form = client.get(there).context["form"]
    assert (form.initial["organization"], form.initial["partner"]) == (
        seekers.branch.pk,
        seekers.community.pk,
    )
    assert form.initial["partner_contact"] == "陈桂芳"
    assert form.initial["promise_education"] == 1
    for key in ("99999999", "x", str(seekers.branch.pk), "9" * 40, ""):
        assert (
            client.get(f"{reverse('partnerships:draft')}?partner={key}")
            .context["form"]
            .initial.get("partner")
            is None
        )
    client.force_login(seekers.member)
    assert "提议共建" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("key", ["community", "service", "education", "heaven"])
def test_a_template_fills_the_draft(client: Client, seekers: Town, key: str) -> None:
    client.force_login(seekers.secretary)
    answer = client.get(f"{reverse('partnerships:draft')}?template={key}")
    chosen = queries.template(key)
    initial = answer.context["form"].initial
    assert (initial["purpose"], initial["own_duties"]) == (chosen.purpose, chosen.campus_duties)
    assert chosen.source in answer.content.decode()
    client.force_login(seekers.worker)
    initial = client.get(f"{reverse('partnerships:draft')}?template={key}").context["form"].initial
    assert initial["own_duties"] == chosen.community_duties


def test_one_row_and_three_take_the_same_number_of_queries(
    seekers: Town, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        for _more in range(number):
            make_resource(seekers.branch, title="又一个")
            make_open_need(seekers.community)
        list(queries.seeking(seekers.resident))  # reads once what the person may see
        with django_assert_num_queries(3):
            rows = list(queries.seeking(seekers.resident))
            queries.offers_and_needs(seekers.resident, rows[:number])


def test_hostile_text_is_shown_as_text(client: Client, seekers: Town) -> None:
    Organization.objects.filter(pk=seekers.branch.pk).update(strengths=["<script>alert(1)"])
    assert "<script>alert" not in client.get(PAGE).content.decode()
