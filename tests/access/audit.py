"""The log: auditors read it; everybody reads what concerns them."""

from .rows import Row, each

UNSEEN_RULES = {"audit.seal": "held by the platform itself; no page seals"}
LOGIN = "/sign-in/"
OTHERS = (
    "resident",
    "student",
    "outsider",
    "secretary",
    "worker",
    "community_secretary",
    "college",
    "orgdept",
)

TABLE: dict[str, list[Row]] = {
    "audit:index": [
        Row(url="audit:index", who="visitor", expect=302, to=LOGIN),
        Row(url="audit:index", who="auditor", expect=200),
        Row(url="audit:index", who="auditor", expect=200, query="by=@user.student"),
        Row(url="audit:index", who="auditor", expect=422, query="since=soon"),
        *each("audit:index", dict.fromkeys((*OTHERS, "operator", "subdistrict"), 403)),
        *each("audit:index", {"auditor": 405, "visitor": 302}, method="post"),
    ],
    "audit:mine": [
        Row(url="audit:mine", who="visitor", expect=302, to=LOGIN),
        *each("audit:mine", dict.fromkeys((*OTHERS, "operator", "auditor"), 200)),
    ],
}
