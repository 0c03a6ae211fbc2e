"""The work of projects: tasks, spending, what they hand over, demonstration sites; part of partnerships' table."""

from typing import Any

from gongjian.core.clock import today

from .rows import Row, each

WORK = ("add_task", "note_spending", "set_deliverable", "hand_over", "show_site", "site")
OF = {**{f"partnerships:{name}": "project" for name in WORK}, "partnerships:finish_task": "task"}
QUERY_HOLES = ["partnerships.Task"]
UNSEEN_RULES = {
    "partnerships.note_spending": "the form lists one's own organisations; the action asks again (test_work.py)",
    "partnerships.hand_over": "asked with the project, whose rule is the same (test_work.py)",
}
SIGNED_IN = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
WORKS = {
    "visitor": 302, **dict.fromkeys(SIGNED_IN, 403), "secretary": 200, "worker": 200, "community_secretary": 200,
}  # fmt: skip
DONE = {role: 302 if status == 200 else status for role, status in WORKS.items()}


def task(world: Any) -> dict[str, Any]:
    return {
        "words": "借梯子",
        "organization": world.org["branch"].pk,
        "owner_name": "周明远",
        "due_on": today().isoformat(),
    }


def spent(world: Any) -> dict[str, Any]:
    return {
        "kind": "money",
        "what": "灯泡",
        "fen": "31.5",
        "on": today().isoformat(),
        "organization": world.org["branch"].pk,
    }


RESULT = {"department": "电气工程学院", "supervisor": "孙老师", "words": "一套灯", "due_on": "2030-01-01"}
SITE = {"before": "没有灯", "after": "都亮了"}


def given(world: Any) -> dict[str, Any]:
    return {"to": world.org["community"].pk, "words": "声控灯十二套", "on": today().isoformat()}


def page(name: str, state: str, data: Any, refused: str, who: str = "secretary") -> list[Row]:
    """A form for those who prepare for a party; `refused` is a state in which nobody may send it."""
    url = f"partnerships:{name}"
    sends = {role: status for role, status in DONE.items() if status != 302 or role in {"visitor", who}}
    return [
        *each(url, WORKS, state=state),
        *each(url, sends, state=state, method="post", data=data),
        *([Row(url=url, who=who, expect=409, state=refused, method="post", data=data)] if refused else []),
    ]


TABLE: dict[str, list[Row]] = {
    "partnerships:add_task": page("add_task", "running", task, "stopped"),
    "partnerships:note_spending": page("note_spending", "running", spent, "stopped"),
    "partnerships:set_deliverable": page("set_deliverable", "discipline", RESULT, "running"),
    "partnerships:hand_over": page("hand_over", "discipline", given, ""),
    "partnerships:show_site": page("show_site", "demonstration", SITE, "running"),
    "partnerships:site": [
        *each("partnerships:site", dict.fromkeys(["visitor", *SIGNED_IN], 200), state="demonstration"),
        *each("partnerships:site", {"visitor": 404, "secretary": 404}, state="running"),
    ],
    "partnerships:finish_task": [
        *each("partnerships:finish_task", DONE, state="open", method="post"),
        *each("partnerships:finish_task", {"visitor": 302, "secretary": 405}, state="open"),
        *each("partnerships:finish_task", {"secretary": 404, "worker": 404}, state="other", method="post"),
    ],
}
