"""What agreements promise at least, and the templates that they are drafted from."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import today
from gongjian.partnerships.models import Partnership, Promise
from gongjian.policy.models import Figure
from gongjian.policy.queries import value

TEMPLATES = Path(__file__).resolve().parent.parent / "agreement_templates.json"
LEAST = {  # nobody promises less: the articles' own minimum
    Promise.EDUCATION: Figure.COMMIT_EDUCATION,
    Promise.SURVEY: Figure.COMMIT_SURVEYS,
    Promise.PILOT: Figure.COMMIT_PILOTS,
}
USUAL = {Promise.ACTIVITIES: Figure.PARTNERSHIP_ACTIVITIES}  # what a template proposes; the parties choose
MOST_PROMISED = 366


@dataclass(frozen=True)
class Template:
    """A text to begin with. `commitments` are numbers of its own, which stand over the usual ones."""

    key: str
    name: str
    source: str
    purpose: str
    rhythm: str
    first_projects: str
    months: int
    campus_duties: str
    community_duties: str
    commitments: Mapping[str, int]


@cache
def templates() -> tuple[Template, ...]:
    """The templates that come with the platform, in the order in which they are offered."""
    rows = json.loads(TEMPLATES.read_text(encoding="utf-8"))
    return tuple(Template(**row) for row in rows)


def template(key: str = "") -> Template:
    """The one that was asked for; the first when there is none of this name."""
    return next((row for row in templates() if row.key == key), templates()[0])


def fewest(kind: str) -> int:
    """The smallest number that an agreement may promise; nothing need be promised where it is 0."""
    figure = LEAST.get(Promise(kind))
    return int(value(figure)) if figure else 0


def usual_commitments(of: Template | None = None) -> dict[str, int]:
    """What a draft begins with: the minimum, the usual number, or the template's own when it is more."""
    own = of.commitments if of else {}
    found = {}
    for kind in Promise.values:
        figure = USUAL.get(Promise(kind))
        found[kind] = max(own.get(kind, 0) or (int(value(figure)) if figure and of else 0), fewest(kind))
    return {kind: least for kind, least in found.items() if least}


def promise_words(kind: str, least: int) -> str:
    """One promise as it stands in the text."""
    words = {
        Promise.EDUCATION: ngettext(
            "at least %(n)d joint community education activity in the whole term",
            "at least %(n)d joint community education activities in the whole term",
            least,
        ),
        Promise.SURVEY: ngettext(
            "at least %(n)d signed survey report in the whole term",
            "at least %(n)d signed survey reports in the whole term",
            least,
        ),
        Promise.PILOT: ngettext(
            "at least %(n)d pilot in the whole term", "at least %(n)d pilots in the whole term", least
        ),
        Promise.ACTIVITIES: ngettext(
            "at least %(n)d joint activity in each year",
            "at least %(n)d joint activities in each year",
            least,
        ),
    }
    return words[Promise(kind)] % {"n": least}


def years_of(partnership: Partnership) -> list[tuple[dt.date, dt.date]]:
    """The term cut into its years; the last one may be shorter."""
    found, since = [], partnership.starts_on
    while since <= partnership.ends_on:
        after = since + dt.timedelta(days=365)
        found.append((since, min(after - dt.timedelta(days=1), partnership.ends_on)))
        since = after
    return found


@dataclass(frozen=True)
class Kept:
    """One promise and what has come of it: counted by the context above that sees the records."""

    kind: str
    words: str
    least: int
    count: int
    since: dt.date
    until: dt.date
    href: str

    @property
    def missing(self) -> int:
        return max(self.least - self.count, 0)

    @property
    def days_left(self) -> int:
        return max((self.until - today()).days, 0)

    @property
    def is_late(self) -> bool:
        """The days are over and something is missing."""
        return bool(self.missing) and self.until < today()

    @property
    def said(self) -> str:
        """What is still missing, in words."""
        if not self.missing:
            return _("done as promised")
        words = {"n": self.missing, "days": self.days_left}
        if self.is_late:
            return _("%(n)s short when the time was over") % words
        return _("%(n)s still missing, %(days)s days left") % words


def kept(user: Any, partnership: Partnership) -> list[Kept]:
    """What was promised and how much of it is done; the counting stands in a context above (settings.COMMITMENTS)."""
    rows: list[Kept] = import_string(settings.COMMITMENTS)(user, partnership)
    return rows
