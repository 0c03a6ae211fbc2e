"""Search: by words, grouped, only what the person may see."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from gongjian.portal.queries import asked, search
from gongjian.portal.queries.search import EACH
from tests.activities.factories import make_activity
from tests.partnerships.factories import make_need, make_open_need, make_partnership

from .rows import Place, add_everything, fresh, queries_of

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture
def place() -> Place:
    return Place()


def found(user: Any, words: str) -> list[str]:
    return sorted(hit.title for group in search(user, words) for hit in group.hits)


def test_a_part_of_a_word_is_enough(place: Place) -> None:
    make_open_need(place.district.community, title="三楼的声控灯不亮")
    assert found(VISITOR, "声控") == ["三楼的声控灯不亮"]
    assert found(VISITOR, "三楼 不亮") == ["三楼的声控灯不亮"]
    assert found(VISITOR, "三楼 电梯") == []


def test_organisations_are_found_by_name(place: Place) -> None:
    assert found(VISITOR, "护理本科") == ["护理本科生第一党支部"]


def test_nobody_finds_what_they_may_not_see(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    make_need(community, title="暗号甲")
    make_activity(branch, community, title="暗号乙", state="draft")
    make_activity(branch, community, title="暗号丙", audience="members")
    make_partnership(branch, community, title="暗号丁")
    assert found(VISITOR, "暗号") == []
    assert found(place.worker, "暗号") == ["暗号丁", "暗号丙", "暗号乙", "暗号甲"]
    assert found(place.student, "暗号") == ["暗号丙"]
    assert found(place.operator, "暗号") == []


def test_a_contact_is_never_found(place: Place) -> None:
    make_open_need(place.district.community, contact_name="张桂芳", contact="13800002207")
    assert found(place.worker, "13800002207") == []
    assert found(place.worker, "张桂芳") == []


def test_a_group_shows_ten_and_says_that_there_is_more(place: Place) -> None:
    for number in range(EACH + 1):
        make_open_need(place.district.community, title=f"修灯 {number}")
    (needs,) = search(VISITOR, "修灯")
    assert (len(needs.hits), needs.more) == (EACH, True)


def test_queries_do_not_grow_with_the_rows(place: Place) -> None:
    add_everything(place, 1)
    one = queries_of(lambda: search(fresh(place.worker), "灯"))
    add_everything(place, 2)
    add_everything(place, 3)
    assert queries_of(lambda: search(fresh(place.worker), "灯")) == one


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("   ", []),
        ("修灯", ["修灯"]),
        ("修\x00灯\r\n亮", ["修", "灯", "亮"]),
        ("a b c d e f g", ["a", "b", "c", "d", "e"]),
        ("x" * 500, ["x" * 60]),
        ("100%", ["100%"]),
    ],
)
def test_what_was_typed_is_tamed(typed: str, words: list[str]) -> None:
    assert asked(typed) == words


@pytest.mark.parametrize(
    "typed", ["", "%", "_", "'; drop table", "<script>alert(1)</script>", "\x00", "😀" * 80]
)
def test_the_page_bears_hostile_words(client: Client, place: Place, typed: str) -> None:
    answer = client.get(reverse("portal:search"), {"q": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_per_cent_sign_is_no_wildcard(place: Place) -> None:
    make_open_need(place.district.community, title="灯不亮")
    assert found(VISITOR, "灯%亮") == []


def test_nothing_found_says_what_to_try(client: Client, place: Place) -> None:
    page = client.get(reverse("portal:search"), {"q": "没有这样的东西"}).content.decode()
    assert "试试少输几个字" in page
    assert 'value="没有这样的东西"' in page


def test_signed_in_people_search_inside_their_shell(place: Place, client: Client) -> None:
    client.force_login(place.student)
    page = client.get(reverse("portal:search"), {"q": "护理"}).content.decode()
    assert "gj-side" in page
    assert "护理本科生第一党支部" in page
