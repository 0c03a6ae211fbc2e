"""Agreements, their parties, signatures and amendments: rows of the table of partnerships."""

from typing import Any

from gongjian.core.clock import today

from .rows import Row, each
from .who import ARRANGES, LEADS, POSTS, REASON, SEES_BOTH, all_of, done, members


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
