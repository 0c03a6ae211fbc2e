"""What residents and neighbourhoods do with needs and offers: rows of the table of partnerships."""

from typing import Any

from gongjian.core.clock import today

from .rows import Row, each
from .who import REASON, SEES_BOTH, SEES_BRANCH, SERVES, all_of, done, members


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
