"""Activity funds: the branch asks and spends, the organisation above decides, those above read."""

from typing import Any

from gongjian.core.clock import now
from gongjian.funds.models import Expense, Line, Request

from .rows import Row, each

PAGES = ("request", "withdraw", "grant", "decline", "note_expense")
OF = {**{f"funds:{name}": "fund_request" for name in PAGES}, "funds:strike_expense": "expense"}
QUERY_HOLES = ["funds.Request", "funds.Expense"]
UNSEEN_RULES = {"funds.ask": "the form lists one's own organisations; the action asks again (tests/funds)"}
OUTSIDE = [
    "resident", "student", "outsider", "other_secretary", "worker", "other_worker", "community_secretary",
    "subdistrict", "operator", "auditor",
]  # fmt: skip
READS = {"visitor": 302, **dict.fromkeys(OUTSIDE, 404), "secretary": 200, "college": 200, "orgdept": 200}
DECIDES = {**READS, "secretary": 403, "orgdept": 403}
SPENDS = {**READS, "college": 403, "orgdept": 403}
SIGNED_IN = [role for role in READS if role != "visitor"]
LEADS = ["secretary", "college", "other_secretary", "community_secretary"]
BILL = {"what": "放大镜", "fen": "120", "on": "2026-01-05", "receipt": "0412-88"}


def fill(world: Any) -> None:
    """A request that waits, one that is granted with an expense; "other" belongs to a branch of another college."""
    common = {"purpose": "打印", "asked_fen": 50_000}
    for name, side, above, who in (
        ("asked", "branch", "college", "secretary"),
        ("granted", "branch", "college", "secretary"),
        ("other", "other_branch", "other_college", "other_secretary"),
    ):
        asked = Request.objects.create(
            organization=world.org[side], granter=world.org[above], title=f"物料 {name}",
            asked_by=world.people[who], **common,
        )  # fmt: skip
        Line.objects.create(request=asked, what="打印", fen=50_000)
        world.keep("fund_request", name, asked)
        if name != "asked":
            decided = {"state": "granted", "granted_fen": 31_200, "reason": "好", "decided_at": now()}
            Request.objects.filter(pk=asked.pk).update(spent_fen=100, **decided)
            row = Expense.objects.create(
                request=asked, what="打印", fen=100, on=now().date(), receipt="0411-01", by=world.people[who]
            )
            world.keep("expense", "other" if name == "other" else "noted", row)


def done(who: dict[str, int]) -> dict[str, int]:
    """The same people, for a form that is sent."""
    return {role: 302 if status == 200 else status for role, status in who.items()}


def budget(world: Any) -> dict[str, Any]:
    own = world.org["branch"].pk
    return {"organization": own, "title": "物料", "purpose": "课堂", "what_0": "打印", "fen_0": "20"}


def form(name: str, who: dict[str, int], state: str, data: Any, late: Row) -> list[Row]:
    url = f"funds:{name}"
    return [*each(url, who, state=state), *each(url, done(who), state=state, method="post", data=data), late]


def refused(name: str, who: str, state: str, data: Any) -> Row:
    return Row(url=f"funds:{name}", who=who, expect=409, state=state, method="post", data=data)


ASKS = {"visitor": 302, **dict.fromkeys(SIGNED_IN, 403), **dict.fromkeys(LEADS, 200), "subdistrict": 403}
GIVE, NO = {"fen": "312", "reason": "先办起来"}, {"reason": "重复"}
TABLE: dict[str, list[Row]] = {
    "funds:index": each("funds:index", {"visitor": 302, **dict.fromkeys(SIGNED_IN, 200)}),
    "funds:request": [
        row for state in ("asked", "granted") for row in each("funds:request", READS, state=state)
    ],
    "funds:ask": [
        *each("funds:ask", ASKS),
        *each("funds:ask", {"secretary": 302, "college": 422, "student": 403}, method="post", data=budget),
    ],
    "funds:withdraw": [
        *each("funds:withdraw", done(SPENDS), state="asked", method="post"),
        *each("funds:withdraw", {"visitor": 302, "secretary": 405}, state="asked"),
        refused("withdraw", "secretary", "granted", {}),
    ],
    "funds:grant": form("grant", DECIDES, "asked", GIVE, refused("grant", "college", "granted", GIVE)),
    "funds:decline": form("decline", DECIDES, "asked", NO, refused("decline", "college", "granted", NO)),
    "funds:note_expense": form(
        "note_expense", SPENDS, "granted", BILL, refused("note_expense", "secretary", "asked", BILL)
    ),
    "funds:strike_expense": [
        *each("funds:strike_expense", SPENDS, state="noted"),
        *each("funds:strike_expense", done(SPENDS), state="noted", method="post", data=NO),
    ],
}
