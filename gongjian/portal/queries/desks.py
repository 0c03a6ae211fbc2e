"""One desk per role: what to do, what runs, what fits. Each in a constant number of queries, whatever waits."""

from typing import Any

from .installation import auditor_desk, operator_desk
from .offices import branch_desk, college_desk, community_desk, department_desk
from .personal import member_desk, resident_desk
from .roles import Desk, Role

PAGES = {
    Role.SECRETARY: branch_desk,
    Role.WORKER: community_desk,
    Role.COLLEGE: college_desk,
    Role.DEPARTMENT: department_desk,
    Role.OPERATOR: operator_desk,
    Role.AUDITOR: auditor_desk,
}


def desk_page(user: Any, desk: Desk) -> dict[str, Any]:
    """What the page of a desk shows."""
    if desk.role == Role.RESIDENT:
        return resident_desk(user)
    return PAGES[desk.role](user, desk) if desk.role in PAGES else member_desk(user)
