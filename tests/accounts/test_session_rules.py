"""Sessions that see others' private data end when idle and need a second factor; residents are left in peace."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.core.clock import moved_to
from gongjian.organizations.posts import Post
from gongjian.policy import actions as policy
from gongjian.policy.models import RuleValue
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 4, 16, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
PAGE = "/accounts/privacy/"


@pytest.fixture
def worker() -> User:
    return appoint("王秀兰", make_subdistrict().community, Post.COMMUNITY_WORKER)


@pytest.fixture
def resident() -> User:
    return affiliate("张桂芳", make_subdistrict("河西街道").community, "resident")


def visit(client: Client, minutes: float, path: str = PAGE) -> Any:
    with moved_to(START + minutes * MINUTE):
        return client.get(path)


def test_idle_for_longer_than_allowed_signs_out_and_leads_back(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert visit(client, 0).status_code == 200
    assert visit(client, 29).status_code == 200
    assert visit(client, 58).status_code == 200  # each visit starts the time anew
    late = visit(client, 58 + 30.5)
    assert (late.status_code, late["Location"]) == (302, f"/accounts/sign-in/?next={PAGE}")
    assert "您有一阵没有操作" in client.get("/accounts/sign-in/").content.decode()


def test_a_form_that_comes_too_late_does_nothing(client: Client, worker: User) -> None:
    client.force_login(worker)
    visit(client, 0)
    with moved_to(START + 45 * MINUTE):
        answer = client.post("/accounts/", {"language": "en"})
    assert (answer.status_code, User.objects.get(pk=worker.pk).language) == (302, "zh-hans")


def test_a_fragment_asked_for_too_late_leads_the_whole_page_to_sign_in(client: Client, worker: User) -> None:
    client.force_login(worker)
    visit(client, 0)
    with moved_to(START + 45 * MINUTE):
        answer = client.get(PAGE, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/accounts/sign-in/?next=/")


def test_the_minutes_are_data(client: Client, worker: User) -> None:
    with moved_to(START):
        policy.set_rule(
            by=SYSTEM,
            key="session.idle_minutes",
            value=5,
            valid_from=START.date(),
            source="本单位规定",
            certainty=RuleValue.Certainty.LOCAL,
        )
    client.force_login(worker)
    visit(client, 0)
    assert visit(client, 6).status_code == 302


def test_residents_are_never_signed_out_for_idling(client: Client, resident: User) -> None:
    client.force_login(resident)
    visit(client, 0)
    assert visit(client, 60 * 24).status_code == 200


def test_the_session_is_written_at_most_once_a_minute(client: Client, worker: User) -> None:
    client.force_login(worker)
    visit(client, 0)
    first = client.session["last_seen"]
    visit(client, 0.5)
    assert client.session["last_seen"] == first
    visit(client, 2)
    assert client.session["last_seen"] == first + 120


def test_a_second_factor_is_asked_for_where_it_is_required(
    client: Client, worker: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(worker)
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/second-factor/")
    shown = client.get("/accounts/second-factor/")
    assert (shown.status_code, "请先设置第二道验证" in shown.content.decode()) == (200, True)
    assert client.post("/accounts/sign-out/").status_code == 302


def test_with_a_second_factor_the_way_is_free(client: Client, worker: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(worker, generate_totp_secret())
    client.force_login(worker)
    assert client.get(PAGE).status_code == 200


def test_residents_need_no_second_factor(client: Client, resident: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(resident)
    assert client.get(PAGE).status_code == 200


def test_the_requirement_ends_with_the_appointment(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    person = appoint("周明远", make_subdistrict().community, until=START.date())
    client.force_login(person)
    assert visit(client, 0).status_code == 302
    assert visit(client, 60 * 24).status_code == 200


def test_not_required_outside_production(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get(PAGE).status_code == 200


def test_visitors_are_not_asked_anything(
    client: Client, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    with django_assert_num_queries(0):
        assert client.get("/accounts/sign-in/").status_code == 200


def test_people_without_such_a_post_cost_no_further_question(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(PAGE).status_code == 200
    assert "last_seen" not in client.session
