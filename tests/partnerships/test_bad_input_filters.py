"""Nonsense in the filters of the public lists: the list comes whole, and the page says what it could not use."""

import pytest
from django.test import Client

from gongjian.organizations.models import Organization
from tests.bad_input import Case, check_filter

from .conftest import Town
from .factories import make_active_partnership, make_open_need, make_resource, make_running_project
from .test_bad_input import AGAIN, HOSTILE, url

pytestmark = pytest.mark.django_db
ANYWHERE = [
    Case("too long", {"q": "长" * 41}, "搜索：最多 40 个字，现在有 41 个", 200, "长" * 41),
    Case("null byte", {"q": "修\x00灯"}, "不允许", 200),
    Case("hostile HTML and too long", {"q": HOSTILE * 2}, "最多 40 个字", 200, HOSTILE * 2),
]


def choice(name: str) -> list[Case]:
    return [
        Case("nonexistent choice", {name: "war"}, AGAIN, 200),
        Case("SQL", {name: "' OR 1=1 --"}, AGAIN, 200),
        Case("another kind of key", {name: "9" * 30}, AGAIN, 200),
    ]


LISTS = {
    "index": [*ANYWHERE, *choice("field"), *choice("side")],
    "needs": [
        *ANYWHERE,
        *choice("category"),
        *choice("community"),
        *choice("kind"),
        *choice("times"),
        Case("too many", {"skills": "一，二，三，四，五，六"}, "最多 5 项", 200, "一，二，三"),
    ],
    "resources": [*ANYWHERE, *choice("category"), *choice("kind"), *choice("side")],
    "projects": [*ANYWHERE, *choice("field"), *choice("community"), *choice("began")],
    "seeking": [
        *ANYWHERE,
        *choice("side"),
        *choice("kind"),
        *choice("category"),
        *choice("has"),
    ],
    "cases": [*ANYWHERE, *choice("category")],
}


@pytest.mark.parametrize("name", LISTS)
def test_filters(client: Client, town: Town, name: str) -> None:
    running = make_running_project(make_active_partnership(town.branch, town.community))
    make_open_need(town.community)
    make_resource(town.branch)
    Organization.objects.filter(pk=town.branch.pk).update(seeks_partners=True)
    whole = client.get(url(name)).context["page"].paginator.count
    assert (running.pk, whole > 0) == (running.pk, name != "cases")
    for case in LISTS[name]:
        check_filter(client, url(name), case)
        assert client.get(url(name), case.data).context["page"].paginator.count == whole
