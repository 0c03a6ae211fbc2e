"""The space of the partners: what would meet what, how often it was used, which papers stand there."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.core.access import SYSTEM
from gongjian.core.clock import now
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.partnerships import queries
from gongjian.partnerships.models import Booking, Category, Need, Resource
from tests.accounts.factories import make_user
from tests.reviews.factories import Pair, make_pair

from .factories import make_open_need, make_resource

pytestmark = pytest.mark.django_db


def shown(pair: Pair, user: Any = None) -> queries.Cards:
    found = queries.find_partnership(user or pair.secretary, pair.partnership.pk)
    return queries.cards(user or pair.secretary, found, queries.workspace(user or pair.secretary, found))


def match_of(pair: Pair, need: Need) -> Resource | None:
    return next(card.match for card in shown(pair).needs if card.need.pk == need.pk)


def test_an_open_need_names_what_would_meet_it_and_the_other_way_round() -> None:
    pair = make_pair()
    need = make_open_need(pair.community, category=Category.CULTURE, skills=["书法"], title="想学写春联")
    other = make_resource(pair.branch, category=Category.LAW, skills=["法律"], title="法律问答")
    fitting = make_resource(pair.branch, category=Category.CULTURE, skills=["书法"], title="书法社")
    assert match_of(pair, need) == fitting
    found = {card.resource.pk: card.match for card in shown(pair).resources}
    assert found[fitting.pk] == need
    assert found[other.pk] is None
    page = Client().get(f"/partnerships/{pair.partnership.pk}/").content.decode()
    assert "可匹配：书法社" in page
    assert "正好对上：想学写春联" in page


@pytest.mark.parametrize("spoiled", ["state", "own", "paused"])
def test_what_is_taken_up_is_the_neighbourhoods_own_or_paused_matches_nothing(spoiled: str) -> None:
    pair = make_pair()
    need = make_open_need(pair.community, category=Category.CULTURE)
    resource = make_resource(pair.branch, category=Category.CULTURE)
    if spoiled == "state":
        Need.objects.filter(pk=need.pk).update(state=Need.State.CLAIMED)
    elif spoiled == "own":
        Resource.objects.filter(pk=resource.pk).update(organization=pair.community)
    else:
        Resource.objects.filter(pk=resource.pk).update(state=Resource.State.PAUSED)
    assert match_of(pair, need) is None


def test_bookings_that_are_over_are_counted() -> None:
    pair = make_pair()
    resource = make_resource(pair.community, bookable=True)
    hour = dt.timedelta(hours=1)
    for state, ago in (("accepted", 30), ("accepted", 60), ("refused", 90), ("accepted", -30)):
        begins = now() - ago * hour
        Booking.objects.create(
            resource=resource, organization=pair.branch, asked_by=pair.secretary, purpose="排练", state=state,
            reason="" if state == "accepted" else "占用",
            starts_at=begins, ends_at=begins + hour,
        )  # fmt: skip
    assert next(card.used for card in shown(pair).resources if card.resource == resource) == 2


def test_papers_are_for_those_who_may_open_them() -> None:
    pair = make_pair()
    parties = [pair.branch, pair.community]
    said = {
        "title": "结对协议",
        "facts": dict.fromkeys(("duties", "ends_on", "partners", "purpose", "starts_on"), ""),
        "subject": pair.partnership,
        "parties": parties,
    }
    paper = issue(by=SYSTEM, kind=Document.Kind.AGREEMENT, **said)
    assert shown(pair).papers == [paper]
    assert shown(pair, pair.worker).papers == [paper]
    assert shown(pair, make_user("路人")).papers == []


def test_three_needs_and_resources_cost_as_many_queries_as_one() -> None:
    pair = make_pair()
    client = Client()
    client.force_login(pair.secretary)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/partnerships/{pair.partnership.pk}/").status_code == 200
        return len(caught)

    make_open_need(pair.community)
    make_resource(pair.branch)
    cost()
    one = cost()
    for _again in range(2):
        make_open_need(pair.community)
        make_resource(pair.branch)
    assert cost() == one
