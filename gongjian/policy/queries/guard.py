"""The compliance guard: a row per prohibition, how the platform keeps it, the switches that bear on it, their state.

Sources: 国办函〔2026〕12号 (the five things a government app must not do, and its further duties), 个人信息保护法, and
what this platform adds of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Organization

from ..models import Figure, RuleValue, Switch, SwitchName
from .figures import rule
from .switches import in_force

LETTER = _("Measures for government mobile apps, General Office of the State Council, letter [2026] No. 12")
PRIVACY = _("Personal Information Protection Law")
OURS = _("Rule of this platform")


@dataclass(frozen=True)
class Prohibition:
    """What must not be, who says so, how it is kept; switches that open it, figures that it rests on."""

    words: str | Promise
    source: str | Promise
    kept: str | Promise
    switches: tuple[SwitchName, ...] = ()
    figures: tuple[Figure, ...] = ()


ROWS = (
    Prohibition(
        _("Asking people on the ground to fill in forms at will or again and again"),
        LETTER,
        _(
            "What is known is never asked again; lists, certificates and reports are made from what was entered once."
        ),
    ),
    Prohibition(
        _("Check-in as a duty"),
        LETTER,
        _("Check-in only proves hours that a volunteer wants proven; the organiser's list always suffices."),
        figures=(Figure.CODE_SECONDS, Figure.LATE_PROOF),
    ),
    Prohibition(
        _("Points rankings"),
        LETTER,
        _("Nobody is ranked; people see their own points. A board is shown only where a switch was signed."),
        switches=(SwitchName.PERSON_RANKINGS, SwitchName.POINTS_BOARDS),
    ),
    Prohibition(
        _("Counting time online"),
        LETTER,
        _("Time online, sign-ins and reading are not counted, and give no points."),
        switches=(SwitchName.STUDY_TIME,),
    ),
    Prohibition(
        _("Forced installation or use, and assessment of how many installed or signed in"),
        LETTER,
        _("A web site that needs no installation; a member without a phone is entered by the secretary."),
    ),
    Prohibition(
        _("Assessment by likes, votes, reposts or learning time"),
        LETTER,
        _(
            "None of these is an input to an evaluation; a ballot is part of one only where a switch was signed."
        ),
        switches=(SwitchName.ONLINE_BALLOTS, SwitchName.STUDY_TIME),
    ),
    Prohibition(
        _("Forcing people to upload photographs, videos or tracks"),
        LETTER,
        _("No step asks for a photograph as proof, and no position is ever asked for."),
        switches=(SwitchName.PHOTO_PROOF,),
    ),
    Prohibition(
        _("Commercial activity"),
        LETTER,
        _("No advertising, no sales and no payments."),
    ),
    Prohibition(
        _("A system of one's own below county level"),
        LETTER,
        _("One installation serves a university or a district with all its branches and neighbourhoods."),
    ),
    Prohibition(
        _("No way to complain or to suggest something"),
        LETTER,
        _("An entry on every page, open to everybody, with a receipt and a day by which the answer is due."),
        figures=(Figure.FEEDBACK_DAYS,),
    ),
    Prohibition(
        _("Decisions with a great effect on a person made by a machine alone"),
        PRIVACY,
        _(
            "Review, approval, grades and sanctions are entered and signed by people; no score changes a status."
        ),
    ),
    Prohibition(
        _("Publishing personal information without separate consent"),
        PRIVACY,
        _("Contacts are encrypted and masked, shown only for a stated reason, and each showing is logged."),
        figures=(Figure.FEW_UNDER,),
    ),
    Prohibition(
        _("Profiling people who speak up"),
        OURS,
        _("Needs and opinions are never listed, counted or ranked by person, except to the person."),
    ),
    Prohibition(
        _("Messages at night and endless reminders"),
        OURS,
        _("Quiet hours, at most one digest a day, and few reminders about one matter."),
        figures=(Figure.QUIET_FROM, Figure.QUIET_UNTIL, Figure.DIGESTS, Figure.REMINDERS),
    ),
    Prohibition(
        _("Hiding what did not work"),
        OURS,
        _("“Not solved” and “missed” are outcomes with a reason, and count in every statistic."),
    ),
    Prohibition(
        _("Figures without a source"),
        OURS,
        _(
            "Every deadline and threshold has a first day, a source and a degree of certainty, open to everybody."
        ),
    ),
)


@dataclass(frozen=True)
class SwitchState:
    """One switch in one row: how many decisions keep it on, and the first few of them."""

    label: str
    decisions: list[Switch]

    @property
    def number(self) -> int:
        return len(self.decisions)

    @property
    def first(self) -> list[Switch]:
        return self.decisions[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.decisions) - SHOWN)


@dataclass(frozen=True)
class GuardRow:
    prohibition: Prohibition
    switches: list[SwitchState]
    figures: list[tuple[str, RuleValue]]

    @property
    def is_open(self) -> bool:
        """Whether somebody signed for something that is off by default."""
        return any(state.decisions for state in self.switches)


SHOWN = 5


def guard(organization: Organization | None = None) -> list[GuardRow]:
    """The rows with their live state, for the whole installation or as it is for one organisation. One query."""
    decisions = list(in_force(organization))
    return [_row(prohibition, decisions) for prohibition in ROWS]


def _row(prohibition: Prohibition, decisions: Iterable[Switch]) -> GuardRow:
    states = [
        SwitchState(str(name.label), [row for row in decisions if row.name == name])
        for name in prohibition.switches
    ]
    return GuardRow(prohibition, states, [(str(key.label), rule(key)) for key in prohibition.figures])
