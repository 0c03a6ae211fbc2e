"""What pages read about teams."""

from .directory import (
    belongs,
    invariants,
    members_of,
    membership_of,
    my_membership,
    named_members,
    named_of,
    own_organizations,
    own_teams,
    partners_for,
    team_of,
    team_to,
    teams,
    waiting_for,
)
from .practices import note_of, notes_of, practice_of, report_facts
from .record import Record, done_by, record_of, shift_for, shifts_for, wish_for, wishes_for, wishes_of

__all__ = [
    "Record",
    "belongs",
    "done_by",
    "invariants",
    "members_of",
    "membership_of",
    "my_membership",
    "named_members",
    "named_of",
    "note_of",
    "notes_of",
    "own_organizations",
    "own_teams",
    "partners_for",
    "practice_of",
    "record_of",
    "report_facts",
    "shift_for",
    "shifts_for",
    "team_of",
    "team_to",
    "teams",
    "waiting_for",
    "wish_for",
    "wishes_for",
    "wishes_of",
]
