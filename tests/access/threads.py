"""Threads: those who act for a side write, those above them read, nobody else knows."""

from .rows import Row, each

THREAD, READ, WITHDRAW = (f"threads:{name}" for name in ("thread", "mark_read", "withdraw"))
OF = {THREAD: "need", READ: "need", WITHDRAW: "post"}
ARGS = {THREAD: {"kind": "need"}, READ: {"kind": "need"}}
NEED, AGREEMENT, PROJECT = ({"kind": kind} for kind in ("need", "partnership", "project"))
NOBODY = {
    "visitor": 302, "resident": 404, "student": 404, "outsider": 404, "other_secretary": 404, "other_worker": 404,
    "operator": 404, "auditor": 404, "partner_api": 302,
}  # fmt: skip
BOTH = {
    **NOBODY, "secretary": 200, "worker": 200, "community_secretary": 200, "college": 200, "orgdept": 200,
    "subdistrict": 200,
}  # fmt: skip
WRITE = {
    **NOBODY, "secretary": 302, "worker": 422, "community_secretary": 422, "college": 403, "orgdept": 403,
    "subdistrict": 403,
}  # fmt: skip
OPEN = {
    **NOBODY,
    "worker": 200,
    "community_secretary": 200,
    "subdistrict": 200,
    "secretary": 404,
    "college": 404,
}
SAID = {"words": "周六可以", "organization": "@organization.branch"}
OURS = {"words": "周六可以", "organization": "@organization.community"}

TABLE: dict[str, list[Row]] = {
    THREAD: [
        *each(THREAD, BOTH, state="claimed", args=NEED),
        *each(THREAD, OPEN, state="open", args=NEED),
        *each(THREAD, BOTH, of="partnership", state="active", args=AGREEMENT),
        *each(THREAD, BOTH, of="partnership", state="draft", args=AGREEMENT),
        *each(THREAD, BOTH, of="project", state="running", args=PROJECT),
        *each(THREAD, WRITE, state="claimed", args=NEED, method="post", data=SAID),
        *each(THREAD, WRITE, of="partnership", state="active", args=AGREEMENT, method="post", data=SAID),
        *each(THREAD, WRITE, of="project", state="running", args=PROJECT, method="post", data=SAID),
        Row(url=THREAD, who="worker", expect=302, state="open", args=NEED, method="post", data=OURS),
        Row(url=THREAD, who="worker", expect=404, state="open", args={"kind": "salary"}),
    ],
    READ: [
        *each(READ, {**dict.fromkeys(BOTH, 302), **NOBODY}, state="claimed", args=NEED, method="post"),
        *each(READ, {"visitor": 302, "worker": 405}, state="claimed", args=NEED),
    ],
    WITHDRAW: [
        *each(WITHDRAW, {**NOBODY, "worker": 302, "community_secretary": 403}, state="sent", method="post"),
        *each(WITHDRAW, {"visitor": 302, "worker": 405}, state="sent"),
    ],
}
