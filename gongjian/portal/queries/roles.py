"""What a person is here: derived from posts and affiliations, never from names."""

import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.access import standing
from gongjian.organizations.models import Affiliation, Appointment, Organization
from gongjian.organizations.posts import GRANTS, Power


class Role(StrEnum):
    """Which desk and which menu."""

    VISITOR = "visitor"
    RESIDENT = "resident"
    MEMBER = "member"
    SECRETARY = "secretary"
    WORKER = "worker"
    COLLEGE = "college"
    DEPARTMENT = "department"
    OPERATOR = "operator"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Desk:
    """One of a person's desks: as what, and in which organisation (None for oneself)."""

    role: Role
    organization: Organization | None = None
    post: str = ""

    @property
    def key(self) -> str:
        return f"{self.organization.pk}" if self.organization else "me"

    @property
    def label(self) -> str:
        return self.organization.label if self.organization else _("Myself")


Kind = Organization.Kind
TOPS = {Kind.UNIVERSITY_COMMITTEE, Kind.WORKING_COMMITTEE}
COLLEGES = {Kind.GENERAL_BRANCH, Kind.LOGISTICS}
NEIGHBOURHOODS = {Kind.COMMUNITY_COMMITTEE, Kind.RESIDENTS_COMMITTEE}
ORDER = list(Role)  # of several posts in one organisation, the later in this list


def _role_of(appointment: Appointment) -> Role | None:
    """The desk that a post gives: by its powers and by what kind of organisation it is held in."""
    powers, kind = GRANTS[appointment.post].own, appointment.organization.kind
    for power, role in ((Power.AUDIT, Role.AUDITOR), (Power.OPERATE, Role.OPERATOR)):
        if power in powers:
            return role
    if Power.SEE not in powers:
        return None
    if kind in TOPS:
        return Role.DEPARTMENT
    if kind in COLLEGES:
        return Role.COLLEGE
    if kind in NEIGHBOURHOODS and Power.SERVE in powers:
        return Role.WORKER
    return Role.SECRETARY


def _own_desk(user: Any) -> Desk:
    """Somebody who only lives here has a resident's page, everybody else a member's."""
    rows = standing(user).affiliations
    lives = bool(rows) and all(row.kind == Affiliation.Kind.RESIDENT for row in rows)
    return Desk(Role.RESIDENT if lives else Role.MEMBER)


def desks_of(user: Any) -> list[Desk]:
    """A person's desks, the one of the oldest post first, one's own last; no query beyond the standing's two."""
    if not getattr(user, "pk", None):
        return []
    found: dict[int, Desk] = {}
    for row in standing(user).appointments:
        role = _role_of(row)
        if role is None:
            continue
        held = found.get(row.organization_id)
        if held is None or ORDER.index(role) > ORDER.index(held.role):
            found[row.organization_id] = Desk(role, row.organization, str(row.get_post_display()))
    return [*found.values(), _own_desk(user)]


def desk_of(user: Any, key: str = "") -> Desk:
    """The desk of that key, else the first."""
    desks = desks_of(user)
    if not desks:
        return Desk(Role.VISITOR)
    return next((desk for desk in desks if desk.key == key), desks[0])


def acting(user: Any, desk: Desk) -> Any:
    """The person with the powers of this desk's organisation only, so that every desk shows its own things.

    The rows that the contexts' queries give for the answer are always among those they give for the person.
    """
    organization = desk.organization
    if organization is None:
        return user
    held, here = standing(user), frozenset({organization.path})
    narrowed = copy.copy(user)
    narrowed._standing = replace(
        held,
        own={power: paths & here for power, paths in held.own.items()},
        inherited={power: paths & here for power, paths in held.inherited.items()},
        appointments=tuple(row for row in held.appointments if row.organization_id == organization.pk),
    )
    return narrowed
