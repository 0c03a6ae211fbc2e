"""The three lists beside needs and resources: imports, bookings, convenience lists, case cards. Their rows of the
access world and of the table of partnerships."""

import datetime as dt
from typing import Any

from gongjian.core.clock import at, now, today
from gongjian.partnerships.models import Amenity, Booking, CaseCard, OpeningHours, Resource

from .rows import ROLES, Row, each

Who = dict[str, int]
DAY = dt.timedelta(days=1)
URL = "partnerships:{}".format
REASON = {"reason": "时间不合适"}
SERVES = {"worker": 200, "community_secretary": 200}
ARRANGES = {"secretary": 200, **SERVES}
WITHOUT_POST = {"visitor", "partner_api", "resident", "student", "outsider", "operator", "auditor"}
POSTS = {role: 200 for role in ROLES if role not in WITHOUT_POST}
SEES_BOTH = dict.fromkeys(
    ("worker", "community_secretary", "subdistrict", "secretary", "college", "orgdept"), 403
)
QUERY_HOLES = ["partnerships.Booking", "partnerships.CaseCard"]
UNSEEN_RULES = {
    "partnerships.adopt_case": "the form lists one's own organisations; the action asks for each (test_cases.py)",
    "partnerships.book_for": "the form lists one's own organisations; the action asks again (test_bookings.py)",
}
ARGS = {URL("import_list"): {"which": "needs"}, URL("import_template"): {"which": "needs"}}
OF = {
    **{
        URL(name): "organization"
        for name in ("import_list", "import_template", "conveniences", "add_amenity")
    },
    **{URL(name): "resource" for name in ("resource_calendar", "set_hours", "book_resource")},
    **{URL(name): "booking" for name in ("accept_booking", "refuse_booking", "cancel_booking")},
    **{URL(name): "amenity" for name in ("edit_amenity", "remove_amenity", "open_gap")},
    **{URL(name): "case" for name in ("case", "edit_case", "publish_case", "withdraw_case", "adopt_case")},
    URL("draft_case"): "cycle",
}


def all_of(status: int, **but: int) -> Who:
    """Everybody, signed in or not."""
    return {**{role: status for role in ROLES if role != "partner_api"}, **but}


def members(status: int, **but: int) -> Who:
    """Visitors are sent to sign in; everybody else gets `status`."""
    return all_of(status, **{"visitor": 302, **but})


def done(who: Who) -> Who:
    """The same people, for a form that is sent: 302 where the page opens."""
    return {role: 302 if status == 200 else status for role, status in who.items()}


# ---------------------------------------------------------------- rows of the world


def fill(world: Any) -> None:
    hall = Resource.objects.create(
        organization=world.org["branch"],
        kind=Resource.Kind.BASE,
        title="党群活动室",
        category="culture",
        state=Resource.State.OFFERED,
        bookable=True,
    )
    for weekday in range(7):
        OpeningHours.objects.create(resource=hall, weekday=weekday, opens=dt.time(8), closes=dt.time(20))
    world.keep("resource", "hall", hall)
    _booking(world, "asked", hall, "community", "worker")
    theirs = Resource.objects.create(
        organization=world.org["other_branch"],
        kind=Resource.Kind.VENUE,
        title="护理实训室",
        category="health",
        state=Resource.State.OFFERED,
        bookable=True,
    )
    _booking(world, "other", theirs, "other_community", "other_worker")
    for name, community in {"there": "community", "missing": "community", "other": "other_community"}.items():
        standing = Amenity.Standing.THERE if name == "there" else Amenity.Standing.MISSING
        row = Amenity.objects.create(
            community=world.org[community], standing=standing, kind="meals", name=name
        )
        world.keep("amenity", name, row)
    for name, cycle in {"published": "between", "draft": "stopped", "other": "other_running"}.items():
        _case(world, name, cycle)


def _booking(world: Any, name: str, resource: Resource, organization: str, who: str) -> None:
    day = today() + 3 * DAY
    booking = Booking.objects.create(
        resource=resource,
        organization=world.org[organization],
        purpose="议事会",
        starts_at=at(day, 9),
        ends_at=at(day, 10),
        asked_by=world.people[who],
        asked_by_name="王秀兰",
    )
    world.keep("booking", name, booking)


def _case(world: Any, name: str, cycle: str) -> None:
    case = CaseCard.objects.create(
        cycle=world.at("cycle", cycle),
        title=f"换灯 {name}",
        category="facilities",
        problem="灯坏了",
        steps="先查后换",
        cost="没有花钱",
        result="从 2 到 11 个",
        state=CaseCard.State.PUBLISHED if name == "published" else CaseCard.State.DRAFT,
        written_by=world.people["secretary"],
        published_at=now() if name == "published" else None,
    )
    world.keep("case", name, case)


# ---------------------------------------------------------------- rows of the table


def imports() -> dict[str, list[Row]]:
    page, template = URL("import_list"), URL("import_template")
    ours = {"which": "resources"}
    table = {
        url: [
            *each(url, members(403, **SERVES), state="community", args={"which": "needs"}),
            *each(url, members(403, secretary=200), state="branch", args=ours),
            Row(url=url, who="secretary", expect=404, state="branch", args={"which": "projects"}),
        ]
        for url in (page, template)
    }
    table[page].append(Row(url=page, who="secretary", expect=422, state="branch", args=ours, method="post"))
    return table


def bookings() -> dict[str, list[Row]]:
    calendar, hours, book = URL("resource_calendar"), URL("set_hours"), URL("book_resource")
    accept, refuse, cancel = URL("accept_booking"), URL("refuse_booking"), URL("cancel_booking")
    owner, books = members(403, secretary=200), members(403, **POSTS)
    hidden = members(404, **SEES_BOTH)
    wanted = {
        "organization": "@organization.community",
        "day": (today() + 5 * DAY).isoformat(),
        "starts": "09:00",
        "ends": "10:00",
        "number": "1",
        "purpose": "议事会",
    }
    sent = {role: 422 if status == 200 else status for role, status in books.items()} | {
        "worker": 302,
        "community_secretary": 302,
    }
    decides = {**hidden, "secretary": 200}
    return {
        URL("bookings"): each(URL("bookings"), members(200)),
        calendar: each(calendar, all_of(200), state="hall"),
        hours: [
            *each(hours, owner, state="hall"),
            *each(
                hours,
                done(owner),
                state="hall",
                method="post",
                data={"opens_0": "08:00", "closes_0": "20:00"},
            ),
        ],
        book: [
            *each(book, books, state="hall"),
            *each(book, sent, state="hall", method="post", data=wanted),
            Row(url=book, who="worker", expect=409, state="offered", method="post", data=wanted),
        ],
        accept: [
            *each(accept, done(decides), state="asked", method="post"),
            *each(accept, {"visitor": 302, "secretary": 405}, state="asked"),
        ],
        refuse: [
            *each(refuse, decides, state="asked"),
            *each(refuse, done(decides), state="asked", method="post", data=REASON),
        ],
        cancel: [
            *each(cancel, {**hidden, **ARRANGES}, state="asked"),
            *each(cancel, done({**hidden, **ARRANGES}), state="asked", method="post", data=REASON),
        ],
    }


def conveniences() -> dict[str, list[Row]]:
    page, add, edit = URL("conveniences"), URL("add_amenity"), URL("edit_amenity")
    remove, gap, keeps = URL("remove_amenity"), URL("open_gap"), members(403, **SERVES)
    line = {"standing": "there", "kind": "meals", "name": "社区食堂"}
    need = {
        "kind": "need", "title": "食堂", "words": "没有食堂", "category": "daily_life", "people_wanted": "1",
        "beneficiaries": "50", "urgency": "normal", "until": today().isoformat(),
    }  # fmt: skip
    return {
        URL("neighbourhoods"): each(URL("neighbourhoods"), all_of(200)),
        page: [
            *each(page, all_of(200), state="community"),
            Row(url=page, who="visitor", expect=404, state="branch"),
        ],
        add: [
            *each(add, keeps, state="community"),
            *each(add, done(keeps), state="community", method="post", data=line),
        ],
        edit: [
            *each(edit, keeps, state="there"),
            *each(edit, done(keeps), state="there", method="post", data=line),
        ],
        remove: [
            *each(remove, done(keeps), state="there", method="post"),
            *each(remove, {"visitor": 302, "worker": 405}, state="there"),
        ],
        gap: [
            *each(gap, keeps, state="missing"),
            *each(gap, done(keeps), state="missing", method="post", data=need),
            Row(url=gap, who="worker", expect=409, state="there", method="post", data=need),
        ],
    }


def cases() -> dict[str, list[Row]]:
    page, edit, draft = URL("case"), URL("edit_case"), URL("draft_case")
    publish, withdraw, adopt = URL("publish_case"), URL("withdraw_case"), URL("adopt_case")
    writes = members(403, **ARRANGES)
    hidden = {**members(404, **SEES_BOTH), **ARRANGES}
    words = {"title": "换灯", "category": "facilities", "problem": "灯坏了", "steps": "先查", "cost": "没有"}
    theirs = {"organization": "@organization.other_branch"}
    return {
        URL("cases"): each(URL("cases"), all_of(200)),
        page: [
            *each(page, all_of(200), state="published"),
            *each(page, all_of(404, **dict.fromkeys(SEES_BOTH, 200)), state="draft"),
        ],
        edit: [
            *each(edit, writes, state="published"),
            *each(edit, hidden, state="draft"),
            *each(edit, done(writes), state="published", method="post", data=words),
        ],
        draft: [
            *each(draft, done(writes), state="between", method="post"),
            *each(draft, {"visitor": 302, "secretary": 405}, state="between"),
            Row(url=draft, who="secretary", expect=409, state="running", method="post"),
        ],
        publish: [
            *each(publish, done(hidden), state="draft", method="post"),
            *each(publish, {"visitor": 302, "secretary": 405}, state="draft"),
        ],
        withdraw: [
            *each(withdraw, done(writes), state="published", method="post"),
            *each(withdraw, {"visitor": 302, "secretary": 405}, state="published"),
        ],
        adopt: [
            *each(adopt, members(403, other_secretary=302), state="published", method="post", data=theirs),
            *each(adopt, {"visitor": 302, "secretary": 405}, state="published"),
            Row(
                url=adopt,
                who="secretary",
                expect=409,
                state="published",
                method="post",
                data={"organization": "@organization.branch"},
            ),
        ],
    }


TABLE: dict[str, list[Row]] = {**imports(), **bookings(), **conveniences(), **cases()}
