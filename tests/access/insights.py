"""Signals: a few of an agreement in force for everybody; the rest for its parties and those above them."""

from .rows import Row, each

OF = {
    **dict.fromkeys(("insights:partnership", "insights:partnership_rows"), "partnership"),
    **dict.fromkeys(("insights:organization", "insights:organization_rows"), "organization"),
}
ARGS = {"insights:partnership_rows": {"key": "needs_met"}, "insights:organization_rows": {"key": "needs_met"}}
QUERY_HOLES = ["partnerships.Partnership"]
KEY = {"key": "needs_met"}
LOGIN = "/sign-in/"
EVERYBODY = dict.fromkeys(
    (
        "visitor",
        "resident",
        "student",
        "outsider",
        "secretary",
        "worker",
        "orgdept",
        "operator",
        "partner_api",
    ),
    200,
)
BRANCH = {
    "visitor": 302, "secretary": 200, "college": 200, "orgdept": 200, "student": 403, "outsider": 403,
    "resident": 403, "worker": 403, "community_secretary": 403, "other_secretary": 403, "subdistrict": 403,
    "operator": 403, "auditor": 403, "partner_api": 302,
}  # fmt: skip
COMMUNITY = {
    "visitor": 302, "worker": 200, "community_secretary": 200, "subdistrict": 200, "secretary": 403,
    "other_worker": 403, "college": 403, "orgdept": 403, "student": 403, "resident": 403, "operator": 403,
}  # fmt: skip
PARTIES = {
    "visitor": 302, "secretary": 200, "worker": 200, "community_secretary": 200, "college": 200, "orgdept": 200,
    "subdistrict": 200, "student": 403, "resident": 403, "outsider": 403, "other_secretary": 403,
    "other_worker": 403, "operator": 403, "auditor": 403, "partner_api": 302,
}  # fmt: skip

TABLE: dict[str, list[Row]] = {
    "insights:index": [
        Row(url="insights:index", who="visitor", expect=302, to=LOGIN),
        *each("insights:index", {"student": 403, "resident": 403, "operator": 403, "auditor": 403}),
        *each(
            "insights:index", {"secretary": 302, "worker": 302, "college": 302}, to="/insights/organizations/"
        ),
    ],
    "insights:definitions": each("insights:definitions", EVERYBODY),
    "insights:partnership": [
        *each("insights:partnership", EVERYBODY, state="active"),
        *each(
            "insights:partnership",
            {"visitor": 404, "student": 404, "secretary": 200, "worker": 200},
            state="draft",
        ),
        *each(
            "insights:partnership",
            {"visitor": 404, "student": 404, "secretary": 404, "worker": 404},
            state="other",
        ),
    ],
    "insights:partnership_rows": [
        *each("insights:partnership_rows", PARTIES, state="active", args=KEY),
        *each("insights:partnership_rows", {"secretary": 404, "worker": 404}, state="other", args=KEY),
        *each("insights:partnership_rows", {"secretary": 404}, state="active", args={"key": "salaries"}),
    ],
    "insights:organization": [
        *each("insights:organization", BRANCH, state="branch"),
        *each("insights:organization", COMMUNITY, state="community"),
        *each(
            "insights:organization", {"college": 403, "orgdept": 200, "secretary": 403}, state="other_branch"
        ),
    ],
    "insights:organization_rows": [
        *each("insights:organization_rows", BRANCH, state="branch", args=KEY),
        *each("insights:organization_rows", COMMUNITY, state="community", args=KEY),
        *each("insights:organization_rows", {"secretary": 404}, state="branch", args={"key": "salaries"}),
    ],
}
