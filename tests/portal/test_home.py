"""The front page: what everybody sees, computed, and never one person's page shown to another."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import now
from gongjian.partnerships.models import Need
from gongjian.portal.queries import home
from tests.activities.factories import make_activity, make_settled
from tests.organizations.factories import make_organization
from tests.partnerships.factories import make_active_partnership, make_claimed_need, make_need, make_open_need

from .rows import DAY, Place, add_everything, confirm, queries_of

pytestmark = pytest.mark.django_db
SOON = {"starts_at": now() + dt.timedelta(days=1)}


@pytest.fixture
def place() -> Place:
    return Place()


def titles(rows: object) -> list[str]:
    return [row.title for row in rows]  # type: ignore[attr-defined]


def test_an_empty_installation_has_a_front_page(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "这七天还没有安排" in page
    assert "还没有居民" in page
    assert page.count('<section class="gj-block') == 6


def test_the_hero_counts_both_trees(place: Place) -> None:
    found = home()
    assert (found.campus, found.branches, found.communities) == ("青云大学党委", 3, 2)
    make_organization("另一所大学党委")
    assert (home().campus, home().district) == ("", "")


def test_this_week_shows_community_activities_open_to_all(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    make_activity(branch, community, title="修灯", shift=SOON)
    make_activity(branch, community, title="下个月的灯", shift={"starts_at": now() + 30 * DAY})
    make_activity(branch, community, title="只给成员的灯", audience="members", shift=SOON)
    make_activity(branch, community, title="草稿里的灯", state="draft", shift=SOON)
    make_activity(branch, place.campus.second, title="校内的灯", shift=SOON)
    found = home().week
    assert (titles(found.rows), found.number) == (["修灯"], 1)


def test_volunteer_projects_show_places_left(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    make_activity(branch, community, title="还差人", shift={"capacity": 5, "taken": 2})
    make_activity(branch, community, title="满了", shift={"capacity": 5, "taken": 5})
    make_activity(branch, community, title="讲座", kind="lecture", shift={"capacity": 50})
    found = home().wanted
    assert [(row.title, row.left, row.places) for row in found.rows] == [("还差人", 3, 5)]
    assert found.number == 3


def test_waiting_shows_what_is_due_first(place: Place) -> None:
    community = place.district.community
    make_need(community, title="还没公开")
    for days in (9, 3, 6, 1):
        make_open_need(community, title=f"{days} 天后到期", until=(now() + days * DAY).date())
    found = home().waiting
    assert (titles(found.rows), found.number) == (["1 天后到期", "3 天后到期", "6 天后到期"], 4)


def test_pairs_in_force_say_what_they_have_in_hand(place: Place) -> None:
    make_active_partnership(place.campus.branch, place.district.community)
    found = home().pairs
    assert [(row.title, row.note, row.icon) for row in found.rows] == [("计本三", "梧桐苑", "seeding")]
    assert found.number == 1


def test_results_hold_what_was_not_achieved(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    done = make_claimed_need(community, branch, title="灯亮了")
    confirm(done, "not_done")
    confirm(done, "done")  # asked again: what was said last counts
    confirm(make_claimed_need(community, branch, title="门没修好"), "not_done", stars=1)
    make_need(community, title="没人接", state=Need.State.LAPSED, published_at=now(), closed_at=now())
    found = [(row.asked, row.icon) for row in home().results]
    assert found == [("灯亮了", "circle-check"), ("门没修好", "flag"), ("没人接", "calendar-x")]


def test_four_numbers_are_counted(place: Place) -> None:
    branch, community = place.campus.branch, place.district.community
    for number in range(5):
        need = make_claimed_need(community, branch, title=f"灯 {number}", published_at=now() - 3 * DAY)
        confirm(need, "done" if number else "partly", stars=4)
    shift = make_activity(branch, community, state="settled", shift={"starts_at": now() - DAY}).shifts.get()
    make_settled(shift, "林知夏")
    make_settled(shift, "许一鸣")
    numbers = {number.label: number.value for number in home().numbers}
    assert list(numbers.values()) == [4, 2, "3.0", "4.0"]


def test_a_mean_of_few_answers_is_not_said(place: Place) -> None:
    confirm(make_claimed_need(place.district.community, place.campus.branch), "done", stars=1)
    rating = home().numbers[3]
    assert (rating.value, rating.note) == (None, "回答还太少（1 份），先不说")


def test_queries_do_not_grow_with_the_rows(place: Place) -> None:
    add_everything(place, 1)
    one = queries_of(home)
    add_everything(place, 2)
    add_everything(place, 3)
    assert queries_of(home) == one


def test_the_page_is_kept_and_costs_a_visitor_no_query(place: Place, client: Client) -> None:
    add_everything(place, 1)
    client.get("/")
    assert queries_of(lambda: client.get("/")) == 0


def test_what_is_kept_is_nobodys_own_page(place: Place, client: Client) -> None:
    """A worker who comes first sees no more on the front page than the visitor who comes second."""
    make_need(place.district.community, title="只有社区看得到")
    own = Client()
    own.force_login(place.worker)
    first = own.get("/").content.decode()
    second = client.get("/").content.decode()
    assert "只有社区看得到" not in first
    assert "王秀兰" in first
    assert "王秀兰" not in second


def test_each_language_is_kept_by_itself(place: Place, client: Client) -> None:
    assert "从校门到家门" in client.get("/").content.decode()
    client.cookies["django_language"] = "en"
    assert "From the campus gate" in client.get("/").content.decode()


def test_after_half_a_minute_it_is_new(place: Place, client: Client) -> None:
    client.get("/")
    make_open_need(place.district.community, title="新来的需求")
    assert "新来的需求" not in client.get("/").content.decode()
    cache.clear()
    assert "新来的需求" in client.get("/").content.decode()


def test_hostile_words_are_only_words(place: Place, client: Client) -> None:
    make_open_need(place.district.community, title="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(reverse("portal:home")).content.decode()
