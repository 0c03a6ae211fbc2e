"""Residents' answers and joint decisions: the resident alone closes a need, each side signs for itself."""

from .rows import Row, each

OF = {
    **dict.fromkeys(("reviews:ask", "reviews:on_behalf", "reviews:answer"), "need"),
    **dict.fromkeys(("reviews:cycle", "reviews:check", "reviews:propose", "reviews:next_cycle"), "cycle"),
    **dict.fromkeys(("reviews:revise", "reviews:sign"), "decision"),
    "reviews:slip": "ask",
}
QUERY_HOLES = ["reviews.Ask", "reviews.Decision", "partnerships.Project"]
UNSEEN_RULES = {
    "reviews.confirm_need": "no post holds it: only the one who has the code, as a guest",
    "reviews.close_silent": "only the platform, on a schedule (tests/reviews/test_decisions.py)",
}
LOGIN = "/sign-in/"
EVERYBODY = dict.fromkeys(
    ("visitor", "resident", "student", "secretary", "worker", "orgdept", "operator", "partner_api"), 200
)
MOVED = dict.fromkeys(EVERYBODY, 302)
LINK = {"token": "@text.ask_token"}
NOT_SERVING = dict.fromkeys(
    (
        "resident", "student", "outsider", "secretary", "other_secretary", "other_worker", "college", "orgdept",
        "subdistrict", "operator", "auditor",
    ),
    403,
)  # fmt: skip
ANSWER = {"verdict": "done", "stars": "5", "words": "", "spoken": "on"}
KEEP = {"outcome": "keep", "reasons": "会用的人够了", "next_steps": ""}
BRANCH, COMMUNITY = "@organization.branch", "@organization.community"
NOT_ARRANGING = dict.fromkeys(
    (
        "resident", "student", "outsider", "other_secretary", "other_worker", "college", "orgdept", "subdistrict",
        "operator", "auditor",
    ),
    403,
)  # fmt: skip
OPEN_DECISION = {
    "visitor": 302, "worker": 403, "college": 403, "orgdept": 403, "subdistrict": 403,
    "student": 404, "resident": 404, "outsider": 404, "other_secretary": 404, "other_worker": 404,
    "operator": 404, "auditor": 404,
}  # fmt: skip


def measured(world):  # type: ignore[no-untyped-def]
    """A value for the running cycle's own target."""
    target = world.at("target", "running")
    return {f"value_{target.pk}": "20", f"how_{target.pk}": "点名"}


def following(world):  # type: ignore[no-untyped-def]
    """The next cycle of the project whose last one is closed."""
    return {
        "starts_on": "2030-03-01", "ends_on": "2030-06-30",
        "indicator_0": "会挂号的老人", "unit_0": "人", "baseline_0": "20", "goal_0": "40",
    }  # fmt: skip


TABLE: dict[str, list[Row]] = {
    "reviews:index": each(
        "reviews:index",
        {
            "visitor": 302,
            "worker": 200,
            "community_secretary": 200,
            "secretary": 200,
            "other_worker": 200,
            "subdistrict": 200,
            "college": 200,
            "resident": 403,
            "student": 403,
            "orgdept": 403,
            "operator": 403,
            "auditor": 403,
            "partner_api": 302,
        },
    ),
    "reviews:ask": [
        *each(
            "reviews:ask", {"visitor": 302, "worker": 200, "community_secretary": 200}, state="in_progress"
        ),
        *each("reviews:ask", NOT_SERVING, state="in_progress"),
        *each("reviews:ask", NOT_SERVING, state="in_progress", method="post"),
        Row(url="reviews:ask", who="visitor", state="in_progress", method="post", expect=302, to=LOGIN),
        Row(url="reviews:ask", who="worker", state="in_progress", method="post", expect=302, to="/slips/"),
        *each("reviews:ask", {"worker": 409, "community_secretary": 409}, state="met", method="post"),
        *each("reviews:ask", {"worker": 409, "student": 403}, state="open", method="post"),
        *each("reviews:ask", {"worker": 404, "student": 404, "secretary": 404}, state="other"),
    ],
    "reviews:on_behalf": [
        *each(
            "reviews:on_behalf",
            {"visitor": 302, "worker": 200, "community_secretary": 200},
            state="in_progress",
        ),
        *each("reviews:on_behalf", NOT_SERVING, state="in_progress", method="post", data=ANSWER),
        Row(
            url="reviews:on_behalf",
            who="worker",
            state="in_progress",
            method="post",
            data=ANSWER,
            expect=302,
            to="/reviews/",
        ),
        *each("reviews:on_behalf", {"worker": 409}, state="met", method="post", data=ANSWER),
    ],
    "reviews:answer": [
        *each("reviews:answer", {"visitor": 302, "resident": 409}, state="residents_own"),
        *each(
            "reviews:answer",
            {"worker": 403, "community_secretary": 403, "student": 404},
            state="residents_own",
        ),
        *each("reviews:answer", {"resident": 403, "student": 403, "worker": 403}, state="in_progress"),
    ],
    "reviews:slip": [
        *each("reviews:slip", {"visitor": 302, "worker": 200, "community_secretary": 200}, state="open"),
        *each("reviews:slip", dict.fromkeys(NOT_SERVING, 404), state="open"),
    ],
    "reviews:confirm": [
        *each("reviews:confirm", EVERYBODY),
        *each("reviews:confirm", MOVED, method="post", data={"code": "@text.ask_code"}),
        *each("reviews:confirm", dict.fromkeys(EVERYBODY, 422), method="post", data={"code": "22222222"}),
    ],
    "reviews:confirm_verdict": [
        *each("reviews:confirm_verdict", EVERYBODY, args=LINK),
        *each("reviews:confirm_verdict", MOVED, args=LINK, method="post", data={"verdict": "done"}),
        *each("reviews:confirm_verdict", dict.fromkeys(EVERYBODY, 404), args={"token": "forged"}),
    ],
    "reviews:confirm_stars": [
        *each("reviews:confirm_stars", EVERYBODY, args={**LINK, "verdict": "done"}),
        *each(
            "reviews:confirm_stars",
            MOVED,
            args={**LINK, "verdict": "done"},
            method="post",
            data={"stars": "4"},
            to="/thanks/done/",
        ),
        *each("reviews:confirm_stars", dict.fromkeys(EVERYBODY, 404), args={**LINK, "verdict": "great"}),
    ],
    "reviews:confirm_thanks": each("reviews:confirm_thanks", EVERYBODY, args={"verdict": "done"}),
    "reviews:cycle": [
        *each("reviews:cycle", EVERYBODY, state="running"),
        *each("reviews:cycle", EVERYBODY, state="deciding"),
        *each("reviews:cycle", {**dict.fromkeys(EVERYBODY, 404), "orgdept": 200}, state="other"),
    ],
    "reviews:check": [
        *each("reviews:check", {"visitor": 302, "secretary": 200, "worker": 200}, state="running"),
        *each("reviews:check", NOT_ARRANGING, state="running"),
        *each("reviews:check", NOT_ARRANGING, state="running", method="post", data=measured),
        *each(
            "reviews:check", {"secretary": 302, "worker": 302}, state="running", method="post", data=measured
        ),
        *each("reviews:check", {"secretary": 404, "worker": 404}, state="other"),
    ],
    "reviews:propose": [
        *each(
            "reviews:propose", {"visitor": 302, "secretary": 200, "community_secretary": 200}, state="acting"
        ),
        *each("reviews:propose", {**NOT_ARRANGING, "worker": 403}, state="acting"),
        *each(
            "reviews:propose",
            {"secretary": 302, "community_secretary": 422, "worker": 403, "college": 403},
            state="acting",
            method="post",
            data={**KEEP, "organization": BRANCH},
        ),
        *each(
            "reviews:propose",
            {"secretary": 409},
            state="running",
            method="post",
            data={**KEEP, "organization": BRANCH},
        ),
        *each(
            "reviews:propose",
            {"community_secretary": 409},
            state="deciding",
            method="post",
            data={**KEEP, "organization": COMMUNITY},
        ),
    ],
    "reviews:revise": [
        *each(
            "reviews:revise", {**OPEN_DECISION, "secretary": 200, "community_secretary": 200}, state="open"
        ),
        *each(
            "reviews:revise",
            {**OPEN_DECISION, "community_secretary": 302, "secretary": 422},
            state="open",
            method="post",
            data={**KEEP, "version": "1", "organization": COMMUNITY},
        ),
        *each(
            "reviews:revise",
            {"community_secretary": 409, "student": 403},
            state="closed",
            method="post",
            data={**KEEP, "version": "1", "organization": COMMUNITY},
        ),
    ],
    "reviews:sign": [
        *each("reviews:sign", {"visitor": 302, "community_secretary": 405, "student": 405}, state="open"),
        *each(
            "reviews:sign",
            {**OPEN_DECISION, "community_secretary": 302, "secretary": 422},
            state="open",
            method="post",
            data={"version": "1", "organization": COMMUNITY},
        ),
        *each(
            "reviews:sign",
            {"secretary": 302, "community_secretary": 422},
            state="open",
            method="post",
            data={"version": "1", "organization": BRANCH},
        ),
        *each(
            "reviews:sign",
            {"community_secretary": 409},
            state="open",
            method="post",
            data={"version": "0", "organization": COMMUNITY},
        ),
    ],
    "reviews:next_cycle": [
        *each("reviews:next_cycle", {"visitor": 302, "secretary": 200, "worker": 200}, state="between"),
        *each("reviews:next_cycle", NOT_ARRANGING, state="between"),
        *each(
            "reviews:next_cycle",
            {"secretary": 302, "student": 403},
            state="between",
            method="post",
            data=following,
        ),
        *each("reviews:next_cycle", {"secretary": 409}, state="running", method="post", data=following),
    ],
}
