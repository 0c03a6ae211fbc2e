"""Organisations, places and posts: names and places are public, keeping them in order follows the posts."""

from .rows import Row, each

OF = {
    "organizations:detail": "organization",
    "organizations:manage": "organization",
    "organizations:edit": "organization",
    "organizations:appoint": "organization",
    "organizations:found": "organization",
    "organizations:add_person": "organization",
    "organizations:close": "organization",
    "organizations:add_place": "organization",
    "organizations:end_appointment": "appointment",
    "organizations:place": "place",
    "organizations:edit_place": "place",
    "organizations:body": "joint_body",
}
PUBLIC_PK = {"organizations:detail", "organizations:place", "organizations:body"}
QUERY_HOLES = ["organizations.Appointment"]
NO_PAGE = "no page does it yet"
UNSEEN_RULES = {
    "organizations.move": NO_PAGE,
    "organizations.receive": "the page that adds people asks for more: who fills the posts",
    "organizations.form_body": NO_PAGE,
    "organizations.oversee": "it shows a link; the page behind it asks the list",
}
LOGIN = "/accounts/sign-in/"
EVERYBODY = {"visitor": 200, "resident": 200, "student": 200, "secretary": 200, "worker": 200, "auditor": 200}
OTHERS = (
    "resident", "student", "outsider", "other_secretary", "worker", "community_secretary", "subdistrict", "auditor",
)  # fmt: skip
STRANGERS = {"worker": 403, "other_worker": 404, "secretary": 404, "operator": 404, "student": 404}
PLACE = {"name": "铁路二村", "kind": "compound", "management": "none"}


def branch(url: str, expect: dict[str, int]) -> list[Row]:
    """A page about the campus branch; who is not named does not find it."""
    nobody = dict.fromkeys(OTHERS, 404)
    return [
        Row(url=url, who="visitor", state="branch", expect=302, to=LOGIN),
        *each(url, {**nobody, **expect}, state="branch"),
    ]


TABLE: dict[str, list[Row]] = {
    "organizations:index": each("organizations:index", EVERYBODY),
    "organizations:three_no": each("organizations:three_no", EVERYBODY),
    "organizations:detail": [
        *each("organizations:detail", EVERYBODY, state="branch"),
        *each("organizations:detail", EVERYBODY, state="other"),
        Row(url="organizations:detail", who="visitor", args={"pk": 999999}, expect=404),
    ],
    "organizations:place": each("organizations:place", EVERYBODY, state="three_no"),
    "organizations:body": each("organizations:body", EVERYBODY, state="formed"),
    "organizations:mine": [
        Row(url="organizations:mine", who="visitor", expect=302, to=LOGIN),
        *each("organizations:mine", {"student": 200, "resident": 200, "auditor": 200}),
        *each(
            "organizations:mine",
            {"secretary": 302, "worker": 302, "college": 302, "operator": 302},
            to="/manage/",
        ),
    ],
    "organizations:manage": branch(
        "organizations:manage", {"secretary": 200, "college": 200, "orgdept": 200, "operator": 200}
    ),
    "organizations:edit": [
        *branch("organizations:edit", {"secretary": 200, "operator": 200, "college": 403, "orgdept": 403}),
        *each(
            "organizations:edit",
            {"secretary": 302, "college": 403, "worker": 404},
            state="branch",
            method="post",
        ),
    ],
    "organizations:appoint": [
        *branch("organizations:appoint", {"secretary": 200, "college": 200, "orgdept": 200, "operator": 200}),
        *each(
            "organizations:appoint",
            {"community_secretary": 200, "subdistrict": 200, "worker": 403},
            state="community",
        ),
        *each(
            "organizations:appoint",
            {"college": 302, "secretary": 422, "worker": 404, "visitor": 302},
            state="branch",
            method="post",
            data={"who": "90101", "post": "deputy_secretary", "since": "2026-01-01"},
        ),
    ],
    "organizations:found": [
        *branch("organizations:found", {"secretary": 200, "college": 200, "orgdept": 200, "operator": 200}),
        *each(
            "organizations:found",
            {"community_secretary": 200, "subdistrict": 200, **STRANGERS},
            state="community",
        ),
        *each(
            "organizations:found",
            {
                "visitor": 302,
                "student": 404,
                "secretary": 302,
                "other_secretary": 404,
                "worker": 404,
                "college": 302,
            },
            state="branch",
            method="post",
            data={"kind": "group", "name": "第一党小组"},
        ),
        Row(url="organizations:found", who="worker", state="community", method="post", expect=403),
    ],
    "organizations:add_person": [
        *branch(
            "organizations:add_person", {"secretary": 200, "college": 200, "orgdept": 200, "operator": 200}
        ),
        *each(
            "organizations:add_person",
            {"community_secretary": 200, "subdistrict": 200, **STRANGERS},
            state="community",
        ),
        *each(
            "organizations:add_person",
            {
                "visitor": 302,
                "student": 404,
                "secretary": 302,
                "other_secretary": 404,
                "worker": 404,
                "college": 302,
            },
            state="branch",
            method="post",
            data={"display_name": "新同学", "number": "2026777", "kind": "student", "since": "2035-01-01"},
        ),
        Row(url="organizations:add_person", who="worker", state="community", method="post", expect=403),
    ],
    "organizations:close": [
        *branch("organizations:close", {"secretary": 403, "college": 200, "orgdept": 200, "operator": 200}),
        *each(
            "organizations:close",
            {"subdistrict": 200, "community_secretary": 403, **STRANGERS},
            state="community",
        ),
        *each(
            "organizations:close",
            {
                "visitor": 302,
                "student": 404,
                "secretary": 403,
                "other_secretary": 404,
                "worker": 404,
                "college": 302,
                "orgdept": 302,
                "operator": 302,
            },
            state="branch",
            method="post",
            data={"reason": "毕业"},
        ),
        Row(
            url="organizations:close",
            who="operator",
            state="university",
            method="post",
            data={"reason": "毕业"},
            expect=409,
        ),
    ],
    "organizations:end_appointment": [
        *each(
            "organizations:end_appointment",
            {
                "visitor": 302,
                "college": 200,
                "orgdept": 200,
                "operator": 200,
                "secretary": 403,
                "student": 403,
                "outsider": 404,
                "other_secretary": 404,
                "worker": 404,
                "auditor": 404,
            },
            state="secretary",
        ),
        *each(
            "organizations:end_appointment",
            {
                "community_secretary": 200,
                "subdistrict": 200,
                "worker": 403,
                "resident": 403,
                "other_worker": 404,
                "secretary": 404,
                "operator": 404,
            },
            state="worker",
        ),
        *each(
            "organizations:end_appointment",
            {"operator": 200, "orgdept": 403, "auditor": 403},
            state="auditor",
        ),
        *each(
            "organizations:end_appointment",
            {"college": 302, "secretary": 403, "student": 403, "worker": 404},
            state="secretary",
            method="post",
            data={"on": ""},
        ),
    ],
    "organizations:add_place": [
        *branch(
            "organizations:add_place", {"secretary": 200, "operator": 200, "college": 403, "orgdept": 403}
        ),
        *each(
            "organizations:add_place",
            {
                "worker": 302,
                "community_secretary": 302,
                "subdistrict": 403,
                "other_worker": 404,
                "secretary": 404,
            },
            state="community",
            method="post",
            data=PLACE,
        ),
    ],
    "organizations:edit_place": [
        *each(
            "organizations:edit_place",
            {
                "visitor": 302,
                "worker": 200,
                "community_secretary": 200,
                "subdistrict": 403,
                "resident": 404,
                "other_worker": 404,
                "secretary": 404,
                "operator": 404,
                "auditor": 404,
            },
            state="compound",
        ),
        *each(
            "organizations:edit_place",
            {"worker": 302, "other_worker": 404, "resident": 404},
            state="compound",
            method="post",
            data=PLACE,
        ),
    ],
}
