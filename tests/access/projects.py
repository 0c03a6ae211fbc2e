"""Projects and their cycles: rows of the table of partnerships."""

from typing import Any

from gongjian.core.clock import today

from .rows import Row, each
from .who import ARRANGES, all_of, done, members


def plan_data(world: Any) -> dict[str, Any]:
    return {
        "title": "换灯",
        "problem": "灯坏了",
        "target_group": "居民",
        "led_by": world.org["branch"].pk,
        "starts_on": today().isoformat(),
        "ends_on": today().replace(year=today().year + 1, day=1).isoformat(),
        "target-TOTAL_FORMS": "3",
        "target-INITIAL_FORMS": "0",
        "target-0-indicator": "亮灯的楼道",
        "target-0-unit": "个",
        "target-0-baseline": "2",
        "target-0-goal": "12",
    }


def projects() -> dict[str, list[Row]]:
    project, plan, start = "partnerships:project", "partnerships:plan", "partnerships:start_project"
    measure, move = "partnerships:measure_target", "partnerships:move_cycle"
    works = members(403, **ARRANGES)
    theirs = dict.fromkeys(("other_secretary", "other_worker", "orgdept", "subdistrict"), 200)
    value = {"value": "11", "how": "逐层查看"}
    return {
        project: [
            row
            for state in ("planned", "running", "acting", "between", "stopped", "other_running")
            for row in each(project, all_of(200), state=state)
        ]
        + each(project, all_of(404, **theirs), state="other"),  # its agreement is not in force yet
        plan: [
            *each(plan, works, state="active"),
            *each(plan, done(works), state="active", method="post", data=plan_data),
            Row(url=plan, who="secretary", expect=409, state="draft", method="post", data=plan_data),
            Row(url=plan, who="student", expect=404, state="draft"),
        ],
        start: [
            *each(start, done(works), state="planned", method="post"),
            *each(start, {"visitor": 302, "secretary": 405}, state="planned"),
            Row(url=start, who="secretary", expect=409, state="stopped", method="post"),
        ],
        measure: [
            *each(measure, works, state="running"),
            *each(measure, done(works), state="running", method="post", data=value),
            Row(url=measure, who="secretary", expect=409, state="planned", method="post", data=value),
            Row(url=measure, who="secretary", expect=409, state="between", method="post", data=value),
        ],
        move: [
            *each(move, done(works), state="running", method="post", data={"to": "improve"}),
            *each(move, {"visitor": 302, "secretary": 405}, state="running"),
            Row(url=move, who="secretary", expect=422, state="acting", method="post", data={"to": "closed"}),
            Row(url=move, who="secretary", expect=409, state="running", method="post", data={"to": "act"}),
        ],
    }
