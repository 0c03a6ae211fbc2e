"""Needs, resources, agreements and projects: who may open and press what."""

from gongjian.core.clock import today

from . import stock, work
from .agreements import agreements, amendments
from .needs import asking, claims, needs, renewals
from .projects import projects
from .rows import Row, each
from .who import POSTS, SEES_BRANCH, SERVES, all_of, done, members

QUERY_HOLES = [
    "partnerships.Need",
    "partnerships.Claim",
    "partnerships.Resource",
    "partnerships.Partnership",
    "partnerships.Amendment",
    "partnerships.Project",
    *stock.QUERY_HOLES,
    *work.QUERY_HOLES,
]
TRIED_BY = {"partnerships.read_thread": "threads", "partnerships.send_message": "threads"}
UNSEEN_RULES = {
    **stock.UNSEEN_RULES,
    **work.UNSEEN_RULES,
    "partnerships.propose_need": "everybody may ask for help",
    "partnerships.wish_for": "the page offers for one's own organisation; the action asks again (tests/teams)",
    "partnerships.claim_for": "the form lists one's own organisations; the action asks again (test_claims.py)",
    "partnerships.sign_for": "the form lists one's own organisations; the action asks again (test_agreements.py)",
    "partnerships.save_resource": "the form lists one's own organisations; the action asks again (test_resources.py)",
    "partnerships.draft_partnership": "as sign_for",
    "partnerships.amend_for": "as sign_for (test_amendments.py)",
    "partnerships.note_quiet": "the platform's sweep",
    "partnerships.note_stirring": "the platform's sweep",
    "partnerships.lapse_need": "the platform's sweep",
    "partnerships.warn_of_lapse": "the platform's sweep",
    "partnerships.remind_of_need": "the platform's sweep",
    "partnerships.warn_partnership": "the platform's sweep",
    "partnerships.expire_partnership": "the platform's sweep",
    "partnerships.close_cycle": "pressed on pages of reviews",
    "partnerships.open_next_cycle": "pressed on pages of reviews",
}
FREE_FIELDS = {
    "partnerships:add_party": {
        "organization": "any organisation may be asked to join a draft; it binds nobody"
    },
    "partnerships:ask_claim": {"organization": "a neighbourhood may ask any organisation"},
    "partnerships:reserve_resource": {"organization": "a resource may be kept for any organisation"},
}
ARGS = {"partnerships:export_list": {"which": "needs", "kind": "csv"}, **stock.ARGS}
RESOURCE = {
    "organization": "@organization.branch",
    "kind": "people",
    "title": "会修灯的同学",
    "category": "facilities",
    "people": "6",
}
NEED_URLS = [
    "need", "publish_need", "edit_need", "decline_need", "withdraw_need", "show_contact",
    "start_need", "mark_met", "ask_claim", "offer_claim", "offer_wish", "renew_need",
]  # fmt: skip
OF = {
    **stock.OF,
    **work.OF,
    **{f"partnerships:{name}": "need" for name in NEED_URLS},
    **{f"partnerships:{name}_claim": "claim" for name in ("accept", "refuse", "withdraw")},
    **{
        f"partnerships:{name}": "resource"
        for name in (
            "resource", "edit_resource", "offer_resource", "pause_resource", "withdraw_resource", "reserve_resource",
            "free_resource",
        )
    },
    **{
        f"partnerships:{name}": "partnership"
        for name in (
            "partnership", "edit_partnership", "propose_partnership", "sign_partnership", "return_partnership",
            "end_partnership", "plan", "add_party", "remove_party", "renew_partnership", "versions", "amend",
        )
    },
    "partnerships:amendment": "amendment",
    **{f"partnerships:{name}_amendment": "amendment" for name in ("sign", "decline", "withdraw")},
    "partnerships:export_list": "organization",
    "partnerships:project": "project",
    "partnerships:start_project": "project",
    "partnerships:measure_target": "target",
    "partnerships:move_cycle": "cycle",
}  # fmt: skip


def lists() -> dict[str, list[Row]]:
    """Pages without a key."""
    table = {}
    for name in ("index", "seeking", "needs", "resources", "projects", "propose", "status"):
        table[f"partnerships:{name}"] = each(f"partnerships:{name}", all_of(200))
    for name in ("own", "mine", "own_resources"):
        table[f"partnerships:{name}"] = each(f"partnerships:{name}", members(200))
    for name in ("queue", "take_down"):
        url = f"partnerships:{name}"
        elsewhere = {"query": "at=@organization.other_community"}
        table[url] = [
            *each(url, members(403, **SERVES, other_worker=200)),
            *each(url, members(403, other_worker=200), **elsewhere),
            Row(url=url, who="worker", expect=404, query="at=@organization.branch"),
            Row(url=url, who="worker", expect=404, query="at=x"),
        ]
    return table


def resources() -> dict[str, list[Row]]:
    resource, add, edit = "partnerships:resource", "partnerships:add_resource", "partnerships:edit_resource"
    hidden = all_of(404, secretary=200, college=200, orgdept=200)
    table = {
        resource: [
            *[
                row
                for state in ("offered", "reserved", "paused")
                for row in each(resource, all_of(200), state=state)
            ],
            *[row for state in ("draft", "withdrawn") for row in each(resource, hidden, state=state)],
        ],
        add: [
            *each(add, members(403, **POSTS)),
            Row(url=add, who="secretary", expect=302, method="post", data=RESOURCE),
            Row(url=add, who="other_secretary", expect=422, method="post", data=RESOURCE),
        ],
        edit: [
            *each(edit, members(403, secretary=200), state="offered"),
            *each(edit, members(404, **{**SEES_BRANCH, "secretary": 200}), state="draft"),
            *each(edit, done(members(403, secretary=200)), state="offered", method="post", data=RESOURCE),
            Row(url=edit, who="secretary", expect=409, state="withdrawn", method="post", data=RESOURCE),
        ],
    }
    for name in ("offer", "pause", "withdraw"):
        url = f"partnerships:{name}_resource"
        table[url] = [
            *each(url, members(403, secretary=302), state="offered", method="post"),
            *each(
                url,
                members(404, **{**SEES_BRANCH, "secretary": 409 if name == "pause" else 302}),
                state="draft",
                method="post",
            ),
            *each(url, {"visitor": 302, "secretary": 405}, state="offered"),
        ]
    return {**table, **reservations()}


def reservations() -> dict[str, list[Row]]:
    reserve, free, ours = (
        "partnerships:reserve_resource",
        "partnerships:free_resource",
        members(403, secretary=200),
    )
    keep = {"organization": "@organization.community", "until": today().isoformat()}
    return {
        reserve: [
            *each(reserve, ours, state="offered"),
            *each(reserve, done(ours), state="offered", method="post", data=keep),
            Row(url=reserve, who="secretary", expect=409, state="paused", method="post", data=keep),
        ],
        free: [
            *each(free, done(ours), state="reserved", method="post"),
            *each(free, {"visitor": 302, "secretary": 405}, state="reserved"),
        ],
    }


def files() -> dict[str, list[Row]]:
    """The three lists of an organisation, for those who keep them."""
    page, export = "partnerships:lists", "partnerships:export_list"
    return {
        page: [
            *each(page, members(403, **POSTS)),
            *each(page, members(403, secretary=200), query="at=@organization.branch"),
            *each(page, members(403, **SERVES), query="at=@organization.community"),
            Row(url=page, who="secretary", expect=404, query="at=x"),
        ],
        export: [
            *each(export, members(403, secretary=200), state="branch", method="post", args=ARGS[export]),
            *each(export, members(403, **SERVES), state="community", method="post", args=ARGS[export]),
            *each(export, {"visitor": 302, "secretary": 405}, state="branch", args=ARGS[export]),
        ],
    }


TABLE: dict[str, list[Row]] = {
    **lists(), **asking(), **needs(), **claims(), **resources(), **files(), **renewals(), **agreements(),
    **amendments(), **projects(),
    **stock.TABLE, **work.TABLE,
}  # fmt: skip
