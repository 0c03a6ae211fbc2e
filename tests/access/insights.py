"""Signals: a few of an agreement in force for everybody; the rest for its parties and those above them."""

from .rows import Row, each

OF = {
    **dict.fromkeys(
        ("insights:partnership", "insights:partnership_rows", "insights:promise_rows"), "partnership"
    ),
    **dict.fromkeys(("insights:organization", "insights:organization_rows"), "organization"),
}
ARGS = {
    "insights:promise_rows": {"kind": "education"},
    "insights:partnership_rows": {"key": "needs_met"},
    "insights:organization_rows": {"key": "needs_met"},
}
OF |= {
    **dict.fromkeys(
        ("insights:governance", "insights:burden", "insights:planning", "insights:organization_books"),
        "organization",
    ),
    "insights:partnership_books": "partnership",
    "insights:results": "partnership",
    "insights:partnership_screen": "partnership",
    "insights:organization_screen": "organization",
    "insights:book": "book",
    "insights:sheet": "activity",
}
QUERY_HOLES = ["partnerships.Partnership", "insights.Book"]
UNSEEN_RULES = {
    "insights.make_book": "no page: the platform's own work (tests/insights/test_books.py)",
    "insights.want_report": "insights.ask_book stands before it on the same page (tests/insights/test_books.py)",
}
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

PUBLIC = {"visitor": 200, "resident": 200, "student": 200, "worker": 200, "college": 200, "operator": 200}
YEAR = {"what": "ledger", "year": "y1900"}  # a page's own error: whoever gets it, was let in
SHEET = {
    "visitor": 302, "secretary": 302, "worker": 302, "community_secretary": 302, "college": 302, "subdistrict": 302,
    "student": 403, "resident": 403, "outsider": 403, "other_secretary": 403, "other_worker": 403, "operator": 403,
}  # fmt: skip
BOOK = {
    "visitor": 302, "secretary": 200, "college": 200, "orgdept": 200, "student": 404, "outsider": 404,
    "resident": 404, "worker": 404, "community_secretary": 404, "other_secretary": 404, "subdistrict": 404,
    "operator": 404, "auditor": 404, "partner_api": 302,
}  # fmt: skip

PROMISE = {"kind": "education"}
TABLE: dict[str, list[Row]] = {
    "insights:promise_rows": [
        *each("insights:promise_rows", EVERYBODY, state="active", args=PROMISE),
        *each("insights:promise_rows", {"secretary": 404, "visitor": 404}, state="other", args=PROMISE),
        *each("insights:promise_rows", {"secretary": 404}, state="active", args={"kind": "heaven"}),
        *each("insights:promise_rows", {"secretary": 404}, state="active", args=PROMISE, query="year=7"),
    ],
    "insights:communities": each("insights:communities", PUBLIC),
    "insights:governance": [
        *each("insights:governance", PUBLIC, state="community"),
        *each("insights:governance", {"visitor": 404, "secretary": 404}, state="branch"),
    ],
    "insights:planning": [
        *each("insights:planning", BRANCH, state="branch"),
        *each("insights:planning", COMMUNITY, state="community"),
    ],
    "insights:burden": each("insights:burden", BRANCH, state="branch"),
    "insights:organization_books": [
        *each("insights:organization_books", BRANCH, state="branch"),
        *each("insights:organization_books", COMMUNITY, state="community"),
        *each(
            "insights:organization_books",
            {"secretary": 422, "college": 422, "worker": 403, "visitor": 302, "operator": 403},
            state="branch",
            method="post",
            data=YEAR,
        ),
    ],
    "insights:partnership_books": [
        *each("insights:partnership_books", PARTIES, state="active"),
        *each("insights:partnership_books", {"secretary": 404, "worker": 404}, state="other"),
        *each(
            "insights:partnership_books",
            {"secretary": 422, "worker": 422, "other_secretary": 403, "visitor": 302},
            state="active",
            method="post",
            data=YEAR,
        ),
    ],
    "insights:book": [
        *each("insights:book", BOOK, state="waiting"),
        *each("insights:book", {"secretary": 404, "college": 404, "orgdept": 200}, state="other"),
    ],
    "insights:sheet": [
        *each("insights:sheet", SHEET, state="settled", method="post"),
        *each("insights:sheet", {"secretary": 405, "visitor": 302}, state="settled"),
        *each("insights:sheet", {"secretary": 409}, state="open", method="post"),
    ],
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
    "insights:partnership_screen": [
        *each("insights:partnership_screen", EVERYBODY, state="active"),
        *each(
            "insights:partnership_screen", {"visitor": 404, "student": 404, "secretary": 200}, state="draft"
        ),
        *each("insights:partnership_screen", {"visitor": 404, "secretary": 404}, state="other"),
    ],
    "insights:organization_screen": [
        *each("insights:organization_screen", BRANCH, state="branch"),
        *each("insights:organization_screen", COMMUNITY, state="community"),
    ],
    "insights:results": [
        *each(
            "insights:results", dict.fromkeys(EVERYBODY, 302), state="active", to="/insights/partnerships/"
        ),
        *each("insights:results", {"visitor": 404, "student": 404, "secretary": 302}, state="draft"),
        *each("insights:results", {"visitor": 404, "secretary": 404}, state="other"),
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
