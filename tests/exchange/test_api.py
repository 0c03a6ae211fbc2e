"""The API as a partner system meets it: tokens, scopes, pages, ETags, limits, problems, and nothing private."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from gongjian.activities.models import Activity
from gongjian.core.clock import moved_to, now
from gongjian.exchange.management.commands import openapi
from gongjian.partnerships.models import Need
from gongjian.policy.models import RuleValue
from gongjian.policy.queries.figures import forget
from tests.activities.factories import make_activity, make_shift, make_sign_up
from tests.organizations.factories import make_organization, make_subdistrict, make_university
from tests.partnerships.factories import make_need, make_open_need

from .factories import RAW, make_client, make_token

pytestmark = pytest.mark.django_db
LISTS = ["organizations", "needs", "activities"]
BEARER = {"Authorization": f"Bearer {RAW}"}


@pytest.fixture
def ask(client: Client) -> Any:
    """GET below /api/v1/ with a good token."""

    def get(path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return client.get(f"/api/v1/{path}", query, headers={**BEARER, **(headers or {})})

    make_token()
    return get


def problem(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert found["status"] == response.status_code
    assert set(found) >= {"type", "title", "status", "detail"}
    return found


# ---------------------------------------------------------------- tokens and scopes


@pytest.mark.parametrize("path", [*LISTS, *(f"{name}/1" for name in LISTS)])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer gj_unknown"},
        {"Authorization": f"Basic {RAW}"},
        {"Authorization": RAW},
        {"Authorization": f"Bearer {RAW}x"},
        {"Authorization": "Bearer \x00"},
        {"Authorization": "Bearer " + "x" * 5000},
    ],
    ids=range(9),
)
def test_without_a_valid_token_401(client: Client, path: str, headers: dict[str, str]) -> None:
    make_token()
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="gongjian"'
    assert problem(response)["detail"].startswith("请使用有效的令牌")


@pytest.mark.parametrize(
    "fields",
    [{"revoked_at": now()}, {"issued_at": now() - dt.timedelta(days=9), "expires_at": now()}],
    ids=["revoked", "expired"],
)
def test_a_token_past_its_use_401(client: Client, fields: dict[str, Any]) -> None:
    make_token(**fields)
    assert client.get("/api/v1/needs", headers=BEARER).status_code == 401


def test_a_token_of_a_closed_client_401(client: Client) -> None:
    make_token(make_client(is_active=False))
    assert client.get("/api/v1/needs", headers=BEARER).status_code == 401


@pytest.mark.parametrize("granted", LISTS)
def test_each_scope_opens_its_own_list_only(client: Client, granted: str) -> None:
    make_token(scopes=[f"{granted}:read"])
    found = {name: client.get(f"/api/v1/{name}", headers=BEARER).status_code for name in LISTS}
    assert found == {name: 200 if name == granted else 403 for name in LISTS}


def test_a_session_opens_nothing(client: Client) -> None:
    client.force_login(make_client().added_by)
    assert client.get("/api/v1/needs").status_code == 401


def test_every_endpoint_of_the_document_needs_a_token(client: Client) -> None:
    """Read from the URL table itself, so that a router without auth can't slip in."""
    api = next(p for p in get_resolver().url_patterns if str(p.pattern) == "api/")
    v1 = next(p for p in api.url_patterns if getattr(p, "namespace", "") == "api")
    names = {pattern.name for pattern in v1.url_patterns}
    documented = {
        said["operationId"]
        for verbs in openapi.api.get_openapi_schema()["paths"].values()
        for said in verbs.values()
    }
    assert names - {"openapi-json", "api-root"} == documented
    for path, verbs in openapi.api.get_openapi_schema()["paths"].items():
        assert client.get(path.replace("{pk}", "1")).status_code == 401
        assert all(said["security"] == [{"Scoped": []}] for said in verbs.values())


# ---------------------------------------------------------------- what is read


def test_organisations(ask: Any) -> None:
    university = make_university()
    closed = make_organization(
        "旧支部", kind="branch", parent=university.college, closed_on=dt.date(2024, 1, 1)
    )
    found = ask("organizations", under=university.college.pk).json()
    assert [row["name"] for row in found["items"]] == [
        university.college.name,
        university.branch.name,
        university.second.name,
    ]
    assert found["next"] is None
    assert ask(f"organizations/{university.branch.pk}").json() == {
        "id": university.branch.pk,
        "kind": "branch",
        "side": "campus",
        "name": "计算机本科生第三党支部",
        "short_name": "计本三",
        "parent_id": university.college.pk,
        "about": "",
        "strengths": [],
        "phone": "",
        "opened_on": "2020-01-01",
        "closed_on": None,
    }
    assert ask(f"organizations/{closed.pk}").json()["closed_on"] == "2024-01-01"
    assert ask("organizations", under=10**15).json()["items"] == []
    assert {row["kind"] for row in ask("organizations", kind="branch").json()["items"]} == {"branch"}
    assert {row["side"] for row in ask("organizations", side="campus").json()["items"]} == {"campus"}


def test_needs_are_those_that_were_published(ask: Any) -> None:
    community = make_subdistrict().community
    open_need = make_open_need(community, contact="13800002207", contact_name="吴秀兰")
    hidden = [
        make_need(community, state=state, decline_reason="x")
        for state in ("proposed", "declined", "withdrawn")
    ]
    found = ask("needs")
    assert [row["id"] for row in found.json()["items"]] == [open_need.pk]
    assert [ask(f"needs/{need.pk}").status_code for need in hidden] == [404, 404, 404]
    for state in ("proposed", "declined", "withdrawn"):
        assert ask("needs", state=state).json()["items"] == []
    text = found.content.decode() + ask(f"needs/{open_need.pk}").content.decode()
    for secret in (
        "13800002207",
        "吴秀兰",
        open_need.receipt,
        open_need.secret,
        "contact",
        "secret",
        "proposed_by",
    ):
        assert secret not in text


def test_needs_by_community_state_and_day(ask: Any) -> None:
    places = make_subdistrict()
    old = make_open_need(places.community, published_at=now() - dt.timedelta(days=9))
    new = make_open_need(places.other_community, place=places.other_compound)
    assert [r["id"] for r in ask("needs", community=places.community.pk).json()["items"]] == [old.pk]
    since = (now() - dt.timedelta(days=1)).isoformat()
    found = ask("needs", published_since=since).json()["items"]
    assert [(row["id"], row["place"]) for row in found] == [(new.pk, "河沿新村")]
    naive = (now() - dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert [row["id"] for row in ask("needs", published_since=naive).json()["items"]] == [new.pk]
    Need.objects.filter(pk=old.pk).update(state="met", met_at=now())
    assert [row["id"] for row in ask("needs", state="met").json()["items"]] == [old.pk]


def test_activities_are_public_ones_without_anybody_s_name(ask: Any) -> None:
    university, subdistrict = make_university(), make_subdistrict()
    shown = make_activity(
        university.branch, subdistrict.community, contact_name="周明远", contact_phone="88001234"
    )
    shift = shown.shifts.get()
    make_sign_up(shift, "林知夏")
    make_activity(university.branch, state=Activity.State.DRAFT)
    members = make_activity(university.branch, audience=Activity.Audience.MEMBERS)
    found = ask("activities")
    row = found.json()["items"][0]
    assert [item["id"] for item in found.json()["items"]] == [shown.pk]
    assert row["organizer"] == {"id": university.branch.pk, "name": university.branch.name}
    assert row["partner"]["id"] == subdistrict.community.pk
    assert [(each["capacity"], each["left"]) for each in row["shifts"]] == [(5, 4)]
    assert ask(f"activities/{members.pk}").status_code == 404
    text = found.content.decode() + ask(f"activities/{shown.pk}").content.decode()
    for secret in (
        "周明远",
        "88001234",
        "林知夏",
        "contact",
        "drafted_by",
        "code_key",
        shift.code_key or "-none-",
    ):
        assert secret not in text


def test_activities_that_still_come(ask: Any) -> None:
    branch = make_university().branch
    past = make_activity(branch, shift={"starts_at": now() - dt.timedelta(days=5)})
    coming = make_activity(branch)
    make_shift(coming, starts_at=now() + dt.timedelta(days=9))
    found = ask("activities", starts_after=now().isoformat()).json()["items"]
    assert [(row["id"], len(row["shifts"])) for row in found] == [(coming.pk, 2)]
    assert {row["id"] for row in ask("activities", organizer=branch.pk).json()["items"]} == {
        past.pk,
        coming.pk,
    }


# ---------------------------------------------------------------- pages


def test_pages_follow_each_other_without_gaps_while_rows_come(ask: Any) -> None:
    community = make_subdistrict().community
    first = [make_open_need(community).pk for _again in range(5)]
    seen, cursor, turns = [], "", 0
    while cursor is not None:
        page = ask("needs", limit=2, cursor=cursor).json()
        seen += [row["id"] for row in page["items"]]
        cursor, turns = page["next"], turns + 1
        if turns == 1:
            first.append(make_open_need(community).pk)
            Need.objects.filter(pk=first[0]).update(state="withdrawn")
    assert (seen, turns) == (first, 3)


def test_the_last_full_page_has_no_next(ask: Any) -> None:
    community = make_subdistrict().community
    make_open_need(community), make_open_need(community)
    assert ask("needs", limit=2).json()["next"] is None


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("needs", {"cursor": "abc"}, "cursor"),
        ("needs", {"cursor": "' OR 1=1--"}, "cursor"),
        ("needs", {"cursor": "x" * 300}, "cursor"),
        ("needs", {"cursor": "\x00"}, "cursor"),
        ("needs", {"limit": "0"}, "limit"),
        ("needs", {"limit": "101"}, "limit"),
        ("needs", {"limit": "-5"}, "limit"),
        ("needs", {"limit": "many"}, "limit"),
        ("needs", {"limit": "9" * 40}, "limit"),
        ("needs", {"state": "secret"}, "state"),
        ("needs", {"state": "<script>alert(1)</script>"}, "state"),
        ("needs", {"category": "政治"}, "category"),
        ("needs", {"community": "0"}, "community"),
        ("needs", {"community": "9" * 30}, "community"),
        ("needs", {"community": "1 OR 1=1"}, "community"),
        ("needs", {"published_since": "yesterday"}, "published_since"),
        ("needs", {"published_since": "2026-02-30T00:00:00"}, "published_since"),
        ("activities", {"starts_after": "99999-01-01"}, "starts_after"),
        ("activities", {"kind": ""}, "kind"),
        ("activities", {"organizer": "null"}, "organizer"),
        ("organizations", {"under": "1.5"}, "under"),
        ("organizations", {"side": "🙂"}, "side"),
    ],
)
def test_hostile_parameters_are_named(ask: Any, path: str, query: dict[str, str], field: str) -> None:
    response = ask(path, **query)
    assert response.status_code == 422
    found = problem(response)
    assert [error["field"] for error in found["errors"]] == [field]
    assert "<script>" not in response.content.decode() or response["Content-Type"].endswith("json")


def test_a_cursor_of_another_list_is_refused(ask: Any) -> None:
    make_university()
    cursor = ask("organizations", limit=1).json()["next"]
    assert ask("needs", cursor=cursor).status_code == 422
    assert ask("organizations", cursor=cursor).status_code == 200


@pytest.mark.parametrize("key", ["0", "99999999", "9" * 30, "-1", "abc", "1.5", "%00", "../needs", "1/2"])
def test_addresses_that_name_nothing_are_404_problems(ask: Any, key: str) -> None:
    response = ask(f"needs/{key}")
    assert response.status_code == 404
    problem(response)


@pytest.mark.parametrize("path", ["", "people", "needs/", "v2/needs", "openapi.yaml"])
def test_other_addresses_are_404_problems(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    problem(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_can_only_be_read(client: Client, method: str) -> None:
    make_token()
    need = make_open_need(make_subdistrict().community)
    for path in ("needs", f"needs/{need.pk}"):
        response = getattr(client, method)(f"/api/v1/{path}", headers=BEARER)
        assert response.status_code == 405
        assert response["Allow"] == "GET"
        problem(response)


# ---------------------------------------------------------------- ETag, limits, cost


@pytest.mark.parametrize("path", ["needs", "needs/{pk}"])
def test_what_has_not_changed_is_not_sent_again(ask: Any, path: str) -> None:
    need = make_open_need(make_subdistrict().community)
    path = path.format(pk=need.pk)
    first = ask(path)
    again = ask(path, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["RateLimit-Remaining"] == str(int(first["RateLimit-Remaining"]) - 1)
    Need.objects.filter(pk=need.pk).update(title="换了说法")
    changed = ask(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_answers_are_for_this_caller_only(ask: Any) -> None:
    response = ask("needs")
    assert "Authorization" in response["Vary"]
    assert "private" in response["Cache-Control"]
    assert "Set-Cookie" not in response


def test_each_token_has_so_many_requests_a_minute(client: Client) -> None:
    RuleValue.objects.create(
        key="exchange.requests_per_minute",
        value=3,
        valid_from=dt.date(2020, 1, 2),
        source="测试",
        certainty="L",
    )
    forget()
    make_token()
    make_token(make_client(name="别的"), "gj_99999999_" + "y" * 43)
    start = now().replace(second=10)
    with moved_to(start):
        left = [client.get("/api/v1/needs", headers=BEARER)["RateLimit-Remaining"] for _again in range(3)]
        over = client.get("/api/v1/needs", headers=BEARER)
        other = client.get("/api/v1/needs", headers={"Authorization": "Bearer gj_99999999_" + "y" * 43})
    assert left == ["2", "1", "0"]
    assert (over.status_code, over["Retry-After"], over["RateLimit-Remaining"]) == (429, "50", "0")
    assert (over["RateLimit-Limit"], other.status_code) == ("3", 200)
    problem(over)
    with moved_to(start + dt.timedelta(minutes=1)):
        assert client.get("/api/v1/needs", headers=BEARER).status_code == 200
    forget()


@pytest.mark.parametrize("name", LISTS)
def test_three_rows_cost_as_many_queries_as_one(ask: Any, name: str) -> None:
    university, subdistrict = make_university(), make_subdistrict()

    def more() -> None:
        make_open_need(subdistrict.community, place=subdistrict.old)
        make_shift(make_activity(university.branch, subdistrict.community))

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ask(name).status_code == 200
        return len(caught)

    more()
    ask(name)
    one = cost()
    more(), more()
    assert cost() == one
    assert one <= 3
