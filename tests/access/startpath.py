"""Start paths: for the parties and those above them; those who prepare walk it, those who lead sign."""

from typing import Any

from .rows import Row, each

STEPS = ("path", "add_member", "record_visit", "write_report", "give_reason", "plan_pilot")
OF = {
    **{f"startpath:{name}": "path" for name in STEPS},
    "startpath:of_partnership": "partnership",
    "startpath:begin": "partnership",
    "startpath:remove_member": "member",
    "startpath:sign_report": "report",
    "startpath:extend": "project",
}
QUERY_HOLES = ["startpath.StartPath", "startpath.Report", "startpath.Member"]
UNSEEN_RULES = {
    "startpath.sign_report": "the page offers one's own parties; the action asks again (tests/startpath)",
    "startpath.give_reason": "the page offers one's own parties; the action asks again (tests/startpath)",
}
OUTSIDE = ["resident", "student", "outsider", "other_secretary", "other_worker", "operator", "auditor"]
ABOVE = ["college", "orgdept", "subdistrict"]
WALKS = ["secretary", "worker", "community_secretary"]
SEES = {"visitor": 302, **dict.fromkeys(OUTSIDE, 404), **dict.fromkeys([*ABOVE, *WALKS], 200)}
PREPARES = {**SEES, **dict.fromkeys(ABOVE, 403)}
BEGINS = {"visitor": 302, **dict.fromkeys([*OUTSIDE, *ABOVE], 403), **dict.fromkeys(WALKS, 200)}
VISIT = {"on": "2026-01-05", "where": "三号楼", "who": "周明远", "findings": "灯不亮"}
WORDS = {"problem": "楼道没灯", "findings": "走访三次", "advice": "先换一栋"}
BRANCH, COMMUNITY = "@organization.branch", "@organization.community"


def done(who: dict[str, int]) -> dict[str, int]:
    """The same people, for a form that is sent."""
    return {role: 302 if status == 200 else status for role, status in who.items()}


def group(world: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"subject": "楼道灯"}
    for side in ("branch", "community"):
        key = world.org[side].pk
        found |= {f"name_{key}": "王建国", f"duty_{key}": "走访"}
    return found


def pilot(world: Any) -> dict[str, Any]:
    return {
        "title": "楼道亮起来", "problem": "没灯", "target_group": "住户", "measures": "换灯",
        "place": world.at("place", "compound").pk, "led_by": world.org["branch"].pk,
        "starts_on": "2030-03-01", "ends_on": "2030-05-01",
        "indicator_0": "亮着的灯", "unit_0": "盏", "baseline_0": "0", "goal_0": "6",
        "task_0": "买灯", "task_by_0": world.org["branch"].pk, "task_who_0": "周明远", "task_due_0": "2030-03-08",
    }  # fmt: skip


def further(world: Any) -> dict[str, Any]:
    target = world.at("target", "between").pk
    site = f"{world.at('partnership', 'active').pk}-{world.at('place', 'compound').pk}"
    days = {"starts_on": "2030-03-01", "ends_on": "2030-05-01"}
    return {"site": site, f"baseline_{target}": "1", f"goal_{target}": "12", **days}


def step(name: str, state: str, data: Any, stale: str = "") -> list[Row]:
    """A form on the path; `stale` is a state in which it comes too late or too early."""
    url = f"startpath:{name}"
    rows = [
        *each(url, PREPARES, state=state),
        *each(url, done(PREPARES), state=state, method="post", data=data),
    ]
    late = Row(url=url, who="secretary", expect=409, state=stale, method="post", data=data)
    return [*rows, late] if stale else rows


MEMBER = {"organization": BRANCH, "name": "林知夏", "duty": "记录"}
SIGNED_IN = [*OUTSIDE, *ABOVE, *WALKS]
SIGN, REMOVE, EXTEND = "startpath:sign_report", "startpath:remove_member", "startpath:extend"
REASON = "startpath:give_reason"
TABLE: dict[str, list[Row]] = {
    "startpath:index": each("startpath:index", {"visitor": 302, **dict.fromkeys(SIGNED_IN, 200)}),
    "startpath:path": [
        row for state in ("going", "ready") for row in each("startpath:path", SEES, state=state)
    ],
    "startpath:of_partnership": [
        *each("startpath:of_partnership", {"visitor": 302, **dict.fromkeys(SIGNED_IN, 302)}, state="active"),
        Row(url="startpath:of_partnership", who="secretary", expect=302, state="pathless", to="/begin/"),
    ],
    "startpath:begin": [
        *each("startpath:begin", BEGINS, state="pathless"),
        *each("startpath:begin", done(BEGINS), state="pathless", method="post", data=group),
        Row(
            url="startpath:begin", who="secretary", expect=409, state="half_signed", method="post", data=group
        ),
    ],
    "startpath:add_member": step("add_member", "going", MEMBER),
    REMOVE: [
        *each(REMOVE, done(PREPARES), state="going", method="post"),
        *each(REMOVE, {"visitor": 302, "secretary": 405}, state="going"),
        Row(url=REMOVE, who="secretary", expect=409, state="ready", method="post"),
    ],
    "startpath:record_visit": step("record_visit", "going", VISIT, "ready"),
    "startpath:write_report": step("write_report", "going", WORDS, "ready"),
    SIGN: [
        *each(
            SIGN,
            {**done(PREPARES), "worker": 403, "community_secretary": 422},
            state="draft",
            method="post",
            data={"version": "1", "organization": BRANCH},
        ),
        *each(SIGN, {"visitor": 302, "secretary": 405}, state="draft"),
        Row(
            url=SIGN,
            who="secretary",
            expect=409,
            state="draft",
            method="post",
            data={"version": "0", "organization": BRANCH},
        ),
    ],
    REASON: [
        *each(REASON, PREPARES, state="reasoned"),
        *each(
            REASON,
            {**done(PREPARES), "secretary": 422},
            state="reasoned",
            method="post",
            data={"organization": COMMUNITY, "causes": "没人管", "brings": "人"},
        ),
        Row(
            url=REASON,
            who="secretary",
            expect=409,
            state="going",
            method="post",
            data={"organization": BRANCH, "causes": "没人管", "brings": "人"},
        ),
    ],
    "startpath:plan_pilot": step("plan_pilot", "ready", pilot, "reasoned"),
    EXTEND: [
        *each(EXTEND, BEGINS, state="between"),
        *each(EXTEND, done(BEGINS), state="between", method="post", data=further),
        Row(url=EXTEND, who="secretary", expect=422, state="running", method="post", data=further),
    ],
}
