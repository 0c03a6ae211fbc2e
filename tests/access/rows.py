"""One line of the access table: who asks for which address about which object, and what must come back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROLES = [
    "visitor",  # nobody is signed in
    "resident",  # has an account, lives in the community
    "student",  # Party member of the campus branch
    "outsider",  # student of another college
    "secretary",  # of the campus branch
    "other_secretary",  # of a branch of another college
    "worker",  # of the community
    "other_worker",  # of another community
    "community_secretary",  # of the community
    "college",  # secretary of the general branch above the campus branch
    "orgdept",  # committee member for organization at the university committee
    "subdistrict",  # secretary of the working committee above both communities
    "operator",
    "auditor",
    "partner_api",  # a partner system with a token, never signed in
]


@dataclass(frozen=True)
class Row:
    """`url` is a URL name; `state` picks the object of kind `of` that fills the address (see `World.at`).

    `expect` is the status, written from the specification. `data` is posted; a text value "@need.open" stands for
    that object's key and "@need.open.receipt" for an attribute. `args` replaces or adds to the address' arguments
    in the same notation, `query` is appended after "?". `to` is what a redirect's target must contain.
    """

    url: str
    who: str
    expect: int
    state: str = ""
    method: str = "get"
    of: str = ""
    data: dict[str, Any] | Callable[[Any], dict[str, Any]] = field(default_factory=dict)
    args: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    to: str = ""

    def __str__(self) -> str:
        about = f" {self.of}.{self.state}" if self.state else ""
        return f"{self.method.upper()} {self.url}{about} as {self.who}"


def each(url: str, expect: dict[str, int], **rest: Any) -> list[Row]:
    """One row per role: `each("x:y", {"visitor": 302, "worker": 200}, state="open")`."""
    return [Row(url=url, who=who, expect=status, **rest) for who, status in expect.items()]
