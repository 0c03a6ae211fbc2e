"""Posts and what they may do. All powers on the platform derive from this table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Power(StrEnum):
    """What a post lets its holder do in an organisation."""

    SEE = "see"  # read the organisation's inner rows
    LEAD = "lead"  # sign, claim, decide for the organisation
    ARRANGE = "arrange"  # prepare and run activities, draft agreements and projects
    SERVE = "serve"  # handle residents' needs
    PRIVATE = "private"  # see other people's private fields, each showing logged
    APPOINT = "appoint"  # fill posts
    AUDIT = "audit"  # read the audit log
    OPERATE = "operate"  # switches, rules and health of the installation


class Post(models.TextChoices):
    SECRETARY = "secretary", _("secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("deputy secretary")
    ORGANIZATION_COMMISSIONER = "organization_commissioner", _("committee member for organization")
    PUBLICITY_COMMISSIONER = "publicity_commissioner", _("committee member for publicity")
    DISCIPLINE_COMMISSIONER = "discipline_commissioner", _("committee member for discipline inspection")
    GROUP_LEADER = "group_leader", _("Party group leader")
    COMMUNITY_WORKER = "community_worker", _("community worker")
    LIAISON = "liaison", _("liaison officer")
    COUNSELOR = "counselor", _("student counselor")
    PARTY_AFFAIRS_ASSISTANT = "party_affairs_assistant", _("Party affairs assistant")
    TEAM_LEADER = "team_leader", _("team leader")
    JUDGE = "judge", _("judge")
    AUDITOR = "auditor", _("auditor")
    OPERATOR = "operator", _("operator")


@dataclass(frozen=True)
class Grant:
    """Powers in the organisation itself, and those inherited by everything below it."""

    own: frozenset[Power] = frozenset()
    below: frozenset[Power] = frozenset()


def _grant(own: set[Power], below: set[Power] | None = None) -> Grant:
    return Grant(frozenset(own), frozenset(below or ()))


P = Power
GRANTS: dict[str, Grant] = {
    Post.SECRETARY: _grant({P.SEE, P.LEAD, P.ARRANGE, P.SERVE, P.PRIVATE, P.APPOINT}, {P.SEE, P.APPOINT}),
    Post.DEPUTY_SECRETARY: _grant({P.SEE, P.LEAD, P.ARRANGE, P.SERVE, P.PRIVATE}, {P.SEE}),
    Post.ORGANIZATION_COMMISSIONER: _grant({P.SEE, P.ARRANGE, P.APPOINT}, {P.SEE, P.APPOINT}),
    Post.PUBLICITY_COMMISSIONER: _grant({P.SEE, P.ARRANGE}, {P.SEE}),
    Post.DISCIPLINE_COMMISSIONER: _grant({P.SEE}, {P.SEE}),
    Post.GROUP_LEADER: _grant({P.SEE, P.ARRANGE}),
    Post.COMMUNITY_WORKER: _grant(
        {P.SEE, P.ARRANGE, P.SERVE, P.PRIVATE}, {P.SEE, P.ARRANGE, P.SERVE, P.PRIVATE}
    ),
    Post.LIAISON: _grant({P.SEE, P.ARRANGE}),
    Post.COUNSELOR: _grant({P.SEE}, {P.SEE}),
    Post.PARTY_AFFAIRS_ASSISTANT: _grant({P.SEE, P.ARRANGE}),
    Post.TEAM_LEADER: _grant({P.SEE, P.ARRANGE}),
    Post.JUDGE: _grant(set()),
    Post.AUDITOR: _grant({P.AUDIT}, {P.AUDIT}),
    Post.OPERATOR: _grant({P.OPERATE, P.APPOINT}, {P.OPERATE, P.APPOINT}),
}

RESERVED = {Post.OPERATOR, Post.AUDITOR}  # they reach the whole installation: only operators fill them
LEADING = {Post.SECRETARY, Post.DEPUTY_SECRETARY}  # filled from above, where there is an above


def permission_to_fill(post: str) -> str:
    """Which permission on the organisation it takes to fill a post, or to end an appointment to it."""
    if post in RESERVED:
        return "organizations.appoint_reserved"
    return "organizations.appoint_leader" if post in LEADING else "organizations.appoint"
