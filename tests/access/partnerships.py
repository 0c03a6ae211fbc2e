"""Needs, resources, agreements and projects: who may open and press what."""

from typing import Any

from gongjian.core.clock import today

from . import stock, work
from .rows import Row, each

Who = dict[str, int]
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
SIGNED_IN = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
EVERYBODY = ["visitor", *SIGNED_IN]


def all_of(status: int, **but: int) -> Who:
    """Everybody, signed in or not."""
    return {**dict.fromkeys(EVERYBODY, status), **but}


def members(status: int, **but: int) -> Who:
    """Visitors are sent to sign in; everybody else gets `status`."""
    return {"visitor": 302, **dict.fromkeys(SIGNED_IN, status), **but}


# Inner rows of the community and of our branch: who sees them without any power to act on them.
SEES_COMMUNITY = {"worker": 403, "community_secretary": 403, "subdistrict": 403}
SEES_BRANCH = {"secretary": 403, "college": 403, "orgdept": 403}
SEES_BOTH = {**SEES_COMMUNITY, **SEES_BRANCH}
SERVES = {"worker": 200, "community_secretary": 200}
ARRANGES = {"secretary": 200, "worker": 200, "community_secretary": 200}
LEADS = {"secretary": 200, "community_secretary": 200}
POSTS = {
    "secretary": 200, "other_secretary": 200, "worker": 200, "other_worker": 200, "community_secretary": 200,
    "college": 200, "orgdept": 200, "subdistrict": 200,
}  # fmt: skip
REASON = {"reason": "时间不合适"}


def done(who: Who) -> Who:
    """The same people, for a form that is sent: 302 where the page opens."""
    return {role: 302 if status == 200 else status for role, status in who.items()}


def need_data(world: Any) -> dict[str, Any]:
    return {
        "kind": "need",
        "title": "修楼道灯",
        "words": "三楼的灯坏了",
        "category": "facilities",
        "people_wanted": "2",
        "beneficiaries": "12",
        "urgency": "normal",
        "until": today().replace(year=today().year + 1, day=1).isoformat(),
    }


def terms_data(world: Any) -> dict[str, Any]:
    branch, community = world.org["branch"].pk, world.org["community"].pk
    return {
        "title": "楼道亮起来",
        "purpose": "一起把老楼道修好",
        "field": "facilities",
        "starts_on": today().isoformat(),
        "ends_on": today().replace(year=today().year + 1, day=1).isoformat(),
        "rhythm": "每月一次",
        f"duties_{branch}": "出人",
        f"duties_{community}": "出场地",
    }


def draft_data(world: Any) -> dict[str, Any]:
    parties = {"organization": world.org["branch"].pk, "partner": world.org["community"].pk}
    return {**terms_data(world), **parties, "own_duties": "出人", "partner_duties": "出场地"}


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


def asking() -> dict[str, list[Row]]:
    """A resident without an account."""
    propose, status, taken = "partnerships:propose", "partnerships:status", "partnerships:withdraw_by_receipt"
    right = {"receipt": "@need.open.receipt", "code": "@text.receipt_code"}
    return {
        propose: [
            *each(propose, all_of(200)),
            *each(propose, all_of(302), method="post", data={"step": "1", "what": "phone"}),
        ],
        "partnerships:receipt": each("partnerships:receipt", all_of(302)),
        status: [
            *each(status, all_of(200)),
            Row(
                url=status, who="visitor", method="post", data=right, expect=302, to="/partnerships/receipt/"
            ),
            Row(url=status, who="visitor", method="post", data={**right, "code": "000000"}, expect=422),
            Row(url=status, who="outsider", method="post", data={**right, "code": "000000"}, expect=422),
        ],
        taken: [
            *each(taken, all_of(405)),
            *each(taken, all_of(302), method="post"),
        ],
    }


def needs() -> dict[str, list[Row]]:
    """One need: the public sees what the neighbourhood has published."""
    need, offer, ask = "partnerships:need", "partnerships:offer_claim", "partnerships:ask_claim"
    wish = "partnerships:offer_wish"
    hidden = all_of(404, worker=200, community_secretary=200, subdistrict=200)
    table = {
        need: [
            *[
                row
                for state in ("open", "claimed", "in_progress", "met", "lapsed", "wish")
                for row in each(need, all_of(200), state=state)
            ],
            *[
                row
                for state in ("proposed", "declined", "withdrawn")
                for row in each(need, hidden, state=state)
            ],
            *each(need, {"resident": 200, "visitor": 404, "student": 404}, state="residents_own"),
        ],
        offer: [
            *each(
                offer,
                members(403, secretary=200, other_secretary=200, college=200, subdistrict=200),
                state="open",
            ),
            Row(
                url=offer,
                who="secretary",
                expect=302,
                state="open",
                method="post",
                data={"organization": "@organization.branch"},
            ),
            Row(
                url=offer,
                who="secretary",
                expect=422,
                state="open",
                method="post",
                data={"organization": "@organization.other_branch"},
            ),
            Row(
                url=offer,
                who="community_secretary",
                expect=403,
                state="open",
                method="post",
                data={"organization": "@organization.community"},
            ),
            Row(url=offer, who="secretary", expect=404, state="proposed"),
            Row(
                url=offer,
                who="secretary",
                expect=409,
                state="claimed",
                method="post",
                data={"organization": "@organization.branch"},
            ),
        ],
        wish: [
            *each(wish, members(403, student=200, secretary=200, outsider=200), state="wish"),
            *each(
                wish,
                members(403, student=302, secretary=302, outsider=302),
                state="wish",
                method="post",
                data={"words": "周日下午我来"},
            ),
            Row(url=wish, who="student", expect=403, state="open"),
            Row(url=wish, who="student", expect=422, state="wish", method="post", data={"words": ""}),
        ],
        ask: [
            *each(
                ask,
                members(403, worker=302, community_secretary=302),
                state="open",
                method="post",
                data={"organization": "@organization.branch"},
            ),
            *each(ask, {"visitor": 302, "worker": 405}, state="open"),
            Row(
                url=ask,
                who="worker",
                expect=409,
                state="open",
                method="post",
                data={"organization": "@organization.community"},
            ),
        ],
    }
    for name, data in (("publish_need", need_data), ("edit_need", need_data), ("decline_need", REASON)):
        url = f"partnerships:{name}"
        who = members(404, **SERVES, subdistrict=403)
        table[url] = [
            *each(url, who, state="proposed"),
            *each(url, done(who), state="proposed", method="post", data=data),
            Row(
                url=url,
                who="worker",
                expect=302 if name == "edit_need" else 409,
                state="open",
                method="post",
                data=data,
            ),
            Row(url=url, who="worker", expect=409, state="met", method="post", data=data),
        ]
    withdraw = "partnerships:withdraw_need"
    table[withdraw] = [
        *each(withdraw, members(403, **SERVES), state="open"),
        *each(withdraw, done(members(403, **SERVES)), state="open", method="post"),
        *each(withdraw, {"resident": 302, "student": 404}, state="residents_own", method="post"),
        Row(url=withdraw, who="worker", expect=409, state="in_progress", method="post"),
    ]
    return {**table, **work_on_needs()}


def work_on_needs() -> dict[str, list[Row]]:
    contact = "partnerships:show_contact"
    start, met = "partnerships:start_need", "partnerships:mark_met"
    return {
        contact: [
            *each(contact, members(403, **SERVES), state="open"),
            *each(contact, members(403, **SERVES, secretary=200), state="claimed"),
            *each(contact, members(403, **SERVES), state="met"),
            *each(
                contact,
                members(403, **SERVES, secretary=200),
                state="claimed",
                method="post",
                data={"reason": "约时间"},
            ),
            Row(url=contact, who="worker", expect=422, state="claimed", method="post", data={"reason": ""}),
        ],
        start: [
            *each(
                start,
                members(403, secretary=302, worker=302, community_secretary=302),
                state="claimed",
                method="post",
            ),
            *each(start, {"visitor": 302, "worker": 405}, state="claimed"),
            Row(url=start, who="worker", expect=409, state="open", method="post"),
        ],
        met: [
            *each(met, members(403), state="in_progress", method="post"),
            *each(met, {"visitor": 302, "worker": 405}, state="in_progress"),
            Row(url=met, who="resident", expect=409, state="residents_own", method="post"),
        ],
    }


def claims() -> dict[str, list[Row]]:
    """Offers are for the two sides; nobody decides what they offered themselves."""
    table = {}
    accept = "partnerships:accept_claim"
    decides = members(404, **SEES_BRANCH, subdistrict=403, worker=302, community_secretary=302)
    table[accept] = [
        *each(accept, decides, state="offered", method="post"),
        *each(accept, {"visitor": 302, "worker": 405}, state="offered"),
        Row(url=accept, who="worker", expect=302, state="accepted", method="post"),
        Row(url=accept, who="worker", expect=409, state="refused", method="post"),
    ]
    refuse = "partnerships:refuse_claim"
    decides = members(404, **SEES_BRANCH, subdistrict=403, **SERVES)
    table[refuse] = [
        *each(refuse, decides, state="offered"),
        *each(refuse, done(decides), state="offered", method="post", data=REASON),
        Row(url=refuse, who="worker", expect=409, state="accepted", method="post", data=REASON),
    ]
    withdraw = "partnerships:withdraw_claim"
    leads = members(404, **{**SEES_BOTH, "secretary": 200})
    table[withdraw] = [
        *each(withdraw, leads, state="offered"),
        *each(withdraw, done(leads), state="offered", method="post", data=REASON),
        Row(url=withdraw, who="secretary", expect=409, state="refused", method="post", data=REASON),
        Row(
            url=withdraw,
            who="secretary",
            expect=409,
            state="accepted_in_progress",
            method="post",
            data=REASON,
        ),
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


def renewals() -> dict[str, list[Row]]:
    renew, who = "partnerships:renew_need", members(403, **SERVES)
    until = {"until": today().isoformat()}
    return {
        renew: [
            *each(renew, who, state="lapsed"),
            *each(renew, done(who), state="lapsed", method="post", data=until),
            Row(url=renew, who="worker", expect=409, state="claimed", method="post", data=until),
        ]
    }


def agreements() -> dict[str, list[Row]]:
    page, draft, edit = "partnerships:partnership", "partnerships:draft", "partnerships:edit_partnership"
    inner = all_of(404, **dict.fromkeys(SEES_BOTH, 200))
    edits = members(404, **{**SEES_BOTH, **ARRANGES})
    table = {
        page: [
            *[
                row
                for state in ("active", "ended", "other_active")
                for row in each(page, all_of(200), state=state)
            ],
            *[
                row
                for state in ("draft", "proposed", "half_signed")
                for row in each(page, inner, state=state)
            ],
        ],
        draft: [
            *each(draft, members(403, **POSTS)),
            Row(url=draft, who="secretary", expect=302, method="post", data=draft_data),
            Row(url=draft, who="other_secretary", expect=422, method="post", data=draft_data),
        ],
        edit: [
            *each(edit, edits, state="proposed"),
            *each(edit, done(edits), state="draft", method="post", data=terms_data),
            Row(url=edit, who="secretary", expect=409, state="active", method="post", data=terms_data),
            Row(url=edit, who="student", expect=403, state="active"),
        ],
    }
    propose = "partnerships:propose_partnership"
    table[propose] = [
        *each(propose, done(edits), state="draft", method="post"),
        *each(propose, {"visitor": 302, "secretary": 405}, state="draft"),
        Row(url=propose, who="secretary", expect=409, state="active", method="post"),
    ]
    return {**table, **parties(), **signing()}


def parties() -> dict[str, list[Row]]:
    """A draft gets and loses parties; a further term is drafted by those who arrange for a party."""
    add, remove, renew = (
        f"partnerships:{name}" for name in ("add_party", "remove_party", "renew_partnership")
    )
    edits = members(404, **{**SEES_BOTH, **ARRANGES})
    third = {"organization": "@organization.other_community", "duties": "出教材"}
    own = {"organization": "@organization.branch"}
    renews = members(403, **ARRANGES)
    return {
        add: [
            *each(add, edits, state="draft"),
            *each(add, done(edits), state="draft", method="post", data=third),
            Row(url=add, who="secretary", expect=409, state="proposed", method="post", data=third),
            Row(url=add, who="student", expect=403, state="active"),
        ],
        remove: [
            *each(
                remove,
                members(404, **{**SEES_BOTH, **dict.fromkeys(ARRANGES, 409)}),
                state="draft",
                method="post",
                data=own,
            ),
            *each(remove, {"visitor": 302, "secretary": 405}, state="draft"),
            Row(url=remove, who="secretary", expect=422, state="draft", method="post", data=third),
        ],
        renew: [
            *each(renew, done(renews), state="active", method="post"),
            *each(renew, {"visitor": 302, "secretary": 405}, state="active"),
            Row(url=renew, who="secretary", expect=302, state="ended", method="post"),
            Row(url=renew, who="secretary", expect=409, state="proposed", method="post"),
        ],
    }


def signing() -> dict[str, list[Row]]:
    """Each side signs for itself."""
    sign, give_back, end = (f"partnerships:{name}_partnership" for name in ("sign", "return", "end"))
    branch = {"organization": "@organization.branch", "version": "1"}
    community = {"organization": "@organization.community", "version": "1"}
    leads = members(404, **{**SEES_BOTH, **LEADS})
    ends = members(403, **LEADS)
    return {
        sign: [
            *each(
                sign,
                members(404, **{**SEES_BOTH, "secretary": 302, "community_secretary": 422}),
                state="proposed",
                method="post",
                data=branch,
            ),
            Row(
                url=sign,
                who="community_secretary",
                expect=302,
                state="proposed",
                method="post",
                data=community,
            ),
            Row(url=sign, who="secretary", expect=422, state="proposed", method="post", data=community),
            Row(
                url=sign,
                who="secretary",
                expect=409,
                state="proposed",
                method="post",
                data={**branch, "version": "7"},
            ),
            Row(url=sign, who="secretary", expect=409, state="draft", method="post", data=branch),
            *each(sign, {"visitor": 302, "secretary": 405}, state="proposed"),
        ],
        give_back: [
            *each(give_back, leads, state="proposed"),
            *each(
                give_back,
                done({**leads, "community_secretary": 422}),
                state="half_signed",
                method="post",
                data={**REASON, "organization": "@organization.branch"},
            ),
        ],
        end: [
            *each(end, ends, state="active"),
            Row(
                url=end,
                who="secretary",
                expect=409,
                state="active",
                method="post",
                data={**REASON, "organization": "@organization.branch"},
            ),
            Row(
                url=end,
                who="student",
                expect=403,
                state="active",
                method="post",
                data={**REASON, "organization": "@organization.branch"},
            ),
        ],
    }


def amend_data(world: Any) -> dict[str, Any]:
    branch, community = world.org["branch"].pk, world.org["community"].pk
    terms = {
        "purpose": "一起把老楼道修好",
        "ends_on": today().replace(year=today().year + 1, day=1).isoformat(),
    }
    return {
        **terms, "rhythm": "每月两次", "reason": "居民想多见面", "promise_education": "2",
        f"duties_{branch}": "出人", f"duties_{community}": "出场地",
    }  # fmt: skip


def amendments() -> dict[str, list[Row]]:
    """Proposals are for the parties and those above them; what all have signed is public."""
    amend, page, versions = (f"partnerships:{name}" for name in ("amend", "amendment", "versions"))
    sign, decline, withdraw = (f"partnerships:{name}_amendment" for name in ("sign", "decline", "withdraw"))
    branch = {"organization": "@organization.branch"}
    community = {"organization": "@organization.community"}
    inside = dict.fromkeys(SEES_BOTH, 200)
    leads = members(404, **{**SEES_BOTH, **LEADS})
    arranges = members(403, **ARRANGES)

    def with_side(world: Any) -> dict[str, Any]:
        return {**amend_data(world), "organization": world.org["branch"].pk}

    return {
        versions: [
            *each(versions, all_of(200), state="amending"),
            *each(versions, all_of(404, **inside), state="draft"),
        ],
        amend: [
            *each(amend, arranges, state="active"),
            Row(url=amend, who="secretary", expect=302, state="active", method="post", data=with_side),
            Row(url=amend, who="worker", expect=422, state="active", method="post", data=with_side),
            Row(url=amend, who="student", expect=403, state="active", method="post", data=with_side),
            Row(url=amend, who="secretary", expect=409, state="amending", method="post", data=with_side),
            Row(url=amend, who="secretary", expect=409, state="proposed", method="post", data=with_side),
            Row(url=amend, who="student", expect=404, state="draft"),
        ],
        page: [
            *each(page, all_of(404, **inside), state="proposed"),
            *each(page, all_of(404, **inside), state="declined"),
            *each(page, all_of(200), state="in_force"),
        ],
        sign: [
            *each(
                sign,
                members(404, **{**SEES_BOTH, "secretary": 302, "community_secretary": 422}),
                state="proposed",
                method="post",
                data=branch,
            ),
            Row(url=sign, who="community_secretary", expect=302, state="proposed", method="post", data=community),
            Row(url=sign, who="secretary", expect=422, state="proposed", method="post", data=community),
            Row(url=sign, who="secretary", expect=409, state="declined", method="post", data=branch),
            *each(sign, {"visitor": 302, "secretary": 405}, state="proposed"),
        ],
        decline: [
            *each(decline, leads, state="proposed"),
            *each(
                decline,
                done({**leads, "community_secretary": 422}),
                state="proposed",
                method="post",
                data={**REASON, **branch},
            ),
            Row(url=decline, who="secretary", expect=409, state="in_force", method="post", data={**REASON, **branch}),
        ],
        withdraw: [
            *each(withdraw, members(404, **{**SEES_BOTH, "secretary": 200}), state="proposed"),
            *each(
                withdraw, done(members(404, **{**SEES_BOTH, "secretary": 200})), state="proposed", method="post",
                data=REASON,
            ),
            Row(url=withdraw, who="secretary", expect=409, state="declined", method="post", data=REASON),
        ],
    }  # fmt: skip


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


TABLE: dict[str, list[Row]] = {
    **lists(), **asking(), **needs(), **claims(), **resources(), **files(), **renewals(), **agreements(),
    **amendments(), **projects(),
    **stock.TABLE, **work.TABLE,
}  # fmt: skip
