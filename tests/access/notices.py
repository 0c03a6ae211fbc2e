"""Messages: one's own, whatever post one holds."""

from .rows import Row, each

OF = {"notices:open": "notice", "notices:read": "notice"}
QUERY_HOLES = ["notices.Notice"]
UNSEEN_RULES = {
    "notices.read": "a message's own visibility stands before it: somebody else's is 404",
    "notices.read_all": "it asks for an open account only, and without one the page leads to sign-in",
    "notices.deliver": "held by the platform itself; no page delivers",
}
LOGIN = "/sign-in/"
PEOPLE = ("resident", "student", "secretary", "worker", "college", "operator", "auditor")


def own(url: str) -> list[Row]:
    """Everybody may with their own message, nobody with another's; reading it changes state, so GET does nothing."""
    return [
        *(Row(url=url, who=who, state=who, method="post", expect=302) for who in PEOPLE),
        *each(url, dict.fromkeys((*PEOPLE, "other_secretary"), 404), state="outsider", method="post"),
        *each(url, {"secretary": 404, "college": 404, "operator": 404}, state="student", method="post"),
        Row(url=url, who="visitor", state="student", method="post", expect=302, to=LOGIN),
        Row(url=url, who="student", state="student", expect=405),
    ]


TABLE: dict[str, list[Row]] = {
    "notices:index": [
        Row(url="notices:index", who="visitor", expect=302, to=LOGIN),
        *each("notices:index", dict.fromkeys(PEOPLE, 200)),
        Row(url="notices:index", who="student", query="only=unread&page=99", expect=200),
    ],
    "notices:open": own("notices:open"),
    "notices:read": own("notices:read"),
    "notices:read_all": [
        Row(url="notices:read_all", who="visitor", method="post", expect=302, to=LOGIN),
        *each("notices:read_all", dict.fromkeys(PEOPLE, 302), method="post"),
        Row(url="notices:read_all", who="student", expect=405),
    ],
}
