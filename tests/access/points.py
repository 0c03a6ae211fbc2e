"""Points: one's own only; an operator looks at a row about which somebody complained; the rules are public."""

from .rows import Row, each

OF = {
    **dict.fromkeys(("points:entry", "points:reverse", "points:dispute"), "points_entry"),
    "points:answer": "points_dispute",
    "points:totals": "organization",
}
QUERY_HOLES = ["points.Entry", "points.Dispute"]
WORDS = {"words": "多记了半小时"}
ANSWER = {"what": "keep", "answer": "核对过，没有错"}
TOTALS = {
    "visitor": 302, "secretary": 200, "student": 200, "college": 200, "orgdept": 200, "outsider": 403,
    "resident": 403, "worker": 403, "other_secretary": 403, "subdistrict": 403, "operator": 403,
}  # fmt: skip
UNSEEN_RULES = {
    "points.check_balances": "no page: the platform's nightly work (tests/points/test_disputes.py)"
}
LOGIN = "/sign-in/"
PEOPLE = ("resident", "student", "outsider", "secretary", "worker", "college", "operator", "auditor")
HIDDEN = {"outsider": 404, "classmate": 404, "secretary": 404, "worker": 404, "college": 404, "auditor": 404}
REASON = {"reason": "多记了 1 小时"}
EVERYBODY = {"visitor": 200, "resident": 200, "student": 200, "worker": 200, "operator": 200}

TABLE: dict[str, list[Row]] = {
    "points:index": [
        Row(url="points:index", who="visitor", expect=302, to=LOGIN),
        *each("points:index", dict.fromkeys(PEOPLE, 200)),
    ],
    "points:entry": [
        *each("points:entry", {**HIDDEN, "visitor": 302, "student": 200, "operator": 404}, state="student"),
        *each("points:entry", {**HIDDEN, "visitor": 302, "student": 200, "operator": 200}, state="disputed"),
    ],
    "points:reverse": [
        *each("points:reverse", {**HIDDEN, "visitor": 302, "student": 403, "operator": 404}, state="student"),
        *each(
            "points:reverse", {**HIDDEN, "visitor": 302, "student": 403, "operator": 200}, state="disputed"
        ),
        *each(
            "points:reverse",
            {**HIDDEN, "visitor": 302, "student": 403, "operator": 302},
            state="disputed",
            method="post",
            data=REASON,
        ),
        Row(url="points:reverse", who="operator", state="disputed", method="post", expect=422),
        *each("points:reverse", {"operator": 403}, state="operators_own"),
        *each("points:reverse", {"operator": 403}, state="operators_own", method="post", data=REASON),
    ],
    "points:dispute": [
        *each("points:dispute", {**HIDDEN, "visitor": 302, "student": 200, "operator": 404}, state="student"),
        *each("points:dispute", {"operator": 403}, state="disputed"),
        *each(
            "points:dispute",
            {**HIDDEN, "visitor": 302, "student": 302, "operator": 404},
            state="student",
            method="post",
            data=WORDS,
        ),
    ],
    "points:disputes": [
        Row(url="points:disputes", who="visitor", expect=302, to=LOGIN),
        *each("points:disputes", dict.fromkeys(PEOPLE, 200)),
    ],
    "points:answer": [
        *each("points:answer", {**HIDDEN, "secretary": 200, "student": 403, "operator": 404}, state="branch"),
        *each("points:answer", {**HIDDEN, "student": 403, "operator": 200}, state="nobody"),
        *each(
            "points:answer",
            {**HIDDEN, "secretary": 302, "student": 403, "operator": 404, "visitor": 302},
            state="branch",
            method="post",
            data=ANSWER,
        ),
    ],
    "points:totals": each("points:totals", TOTALS, state="branch"),
    "points:rules": each("points:rules", EVERYBODY),
    "points:load": [
        Row(url="points:load", who="visitor", method="post", expect=302, to=LOGIN),
        Row(url="points:load", who="operator", method="post", expect=302, to="/points/rules/"),
        Row(url="points:load", who="operator", expect=405),
        *each(
            "points:load",
            dict.fromkeys(
                ("resident", "student", "secretary", "worker", "college", "orgdept", "auditor"), 403
            ),
            method="post",
        ),
    ],
}
