"""Doors to other systems: operators run them, tokens open them, sessions open nothing."""

from .rows import Row, each

OF = {
    **dict.fromkeys(("exchange:client", "exchange:issue", "exchange:close"), "client"),
    "exchange:revoke": "token",
    "exchange:api:get_organization": "organization",
    "exchange:api:get_need": "need",
    "exchange:api:get_activity": "activity",
}
QUERY_HOLES = ["exchange.Client", "exchange.Token", "partnerships.Need", "activities.Activity"]
UNSEEN_RULES = {
    "exchange.add_client": "exchange.run stands before it, and the form offers only one's own organisations",
    "exchange.issue_token": "the client's own visibility stands before it: others get 404",
    "exchange.close_client": "the client's own visibility stands before it: others get 404",
    "exchange.revoke_token": "the token's own visibility stands before it: others get 404",
    "exchange.use_token": "only the caller that holds it (tests/exchange/test_actions.py)",
}
EVERYBODY = dict.fromkeys(("visitor", "resident", "student", "secretary", "operator", "partner_api"), 200)
OTHERS = (
    "resident", "student", "outsider", "secretary", "worker", "community_secretary", "college", "orgdept",
    "subdistrict", "auditor",
)  # fmt: skip
ONLY_OPERATOR = {"visitor": 302, "operator": 200, **dict.fromkeys(OTHERS, 403), "partner_api": 302}
OWN_CLIENT = {"visitor": 302, "operator": 200, **dict.fromkeys(OTHERS, 404), "partner_api": 302}
NOT_OTHERS = {"visitor": 302, **dict.fromkeys(OTHERS, 404), "partner_api": 302}
TOKEN = {"scopes": ["needs:read"], "days": "30"}
BY_TOKEN = {"visitor": 401, "student": 401, "secretary": 401, "operator": 401, "partner_api": 200}
HIDDEN = {"visitor": 401, "worker": 401, "partner_api": 404}


def api(name: str, **rest):  # type: ignore[no-untyped-def]
    """A session gives 401, a token 200, and there is nothing to post."""
    return [
        *each(name, BY_TOKEN, **rest),
        *each(name, {"visitor": 405, "operator": 405, "partner_api": 405}, method="post", **rest),
    ]


TABLE: dict[str, list[Row]] = {
    "exchange:docs": each("exchange:docs", EVERYBODY),
    "exchange:index": each("exchange:index", ONLY_OPERATOR),
    "exchange:add": [
        *each("exchange:add", ONLY_OPERATOR),
        *each("exchange:add", {"secretary": 403, "orgdept": 403}, method="post", data={"name": "x"}),
        Row(
            url="exchange:add",
            who="operator",
            method="post",
            expect=302,
            to="/api/clients/",
            data={"name": "教务系统", "organization": "@organization.branch"},
        ),
        Row(
            url="exchange:add",
            who="operator",
            method="post",
            expect=422,
            data={"name": "教务系统", "organization": "@organization.community"},
        ),
    ],
    "exchange:client": [
        *each("exchange:client", OWN_CLIENT, state="active"),
        *each("exchange:client", {"operator": 404, "secretary": 404}, state="other"),
    ],
    "exchange:issue": [
        *each("exchange:issue", OWN_CLIENT, state="active"),
        *each("exchange:issue", {**NOT_OTHERS, "operator": 302}, state="active", method="post", data=TOKEN),
        *each("exchange:issue", {"operator": 404}, state="other", method="post", data=TOKEN),
    ],
    "exchange:close": [
        *each("exchange:close", OWN_CLIENT, state="active"),
        *each("exchange:close", {**NOT_OTHERS, "operator": 302}, state="active", method="post"),
        *each("exchange:close", {"operator": 404}, state="other", method="post"),
    ],
    "exchange:revoke": [
        *each("exchange:revoke", {"visitor": 302, "operator": 405, "secretary": 405}, state="valid"),
        *each("exchange:revoke", {**NOT_OTHERS, "operator": 302}, state="valid", method="post"),
        *each("exchange:revoke", {"operator": 404}, state="other", method="post"),
    ],
    "exchange:nothing_here": each(
        "exchange:nothing_here",
        dict.fromkeys(("visitor", "student", "partner_api"), 404),
        args={"rest": "people"},
    ),
    "exchange:api:openapi-json": each("exchange:api:openapi-json", EVERYBODY),
    "exchange:api:api-root": each("exchange:api:api-root", dict.fromkeys(EVERYBODY, 404)),
    "exchange:api:list_organizations": api("exchange:api:list_organizations"),
    "exchange:api:get_organization": api("exchange:api:get_organization", state="branch"),
    "exchange:api:list_needs": api("exchange:api:list_needs"),
    "exchange:api:get_need": [
        *api("exchange:api:get_need", state="open"),
        *each("exchange:api:get_need", HIDDEN, state="proposed"),
        *each("exchange:api:get_need", HIDDEN, state="declined"),
    ],
    "exchange:api:list_activities": api("exchange:api:list_activities"),
    "exchange:api:get_activity": [
        *api("exchange:api:get_activity", state="open"),
        *each("exchange:api:get_activity", HIDDEN, state="draft"),
        *each("exchange:api:get_activity", HIDDEN, state="members"),
    ],
}
