"""Which roles get which answer, for the tables of partnerships."""

Who = dict[str, int]
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
