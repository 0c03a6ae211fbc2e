"""Reading case cards: the public list, one card, those that fit a need; what a closed cycle says of itself."""

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gongjian.core.components.dates import days_between
from gongjian.core.search_text import finding, terms
from gongjian.partnerships.models import CaseCard, Cycle, Need

from .projects import plain

LOOKED_AT, SHOWN = (
    100,
    3,
)  # cards of the same category that are compared with a need, and those that are offered

EVERYWHERE = {"可以", "希望", "需要", "帮助", "帮忙", "社区", "居民", "每周", "我们", "一起", "大家", "没有"}


def _rows(rows: QuerySet[CaseCard]) -> QuerySet[CaseCard]:
    found = rows.select_related("cycle__project__partnership", "cycle__project__led_by")
    return found.annotate(adopted=Count("adoptions"))


def case_board(user: Any, *, words: str = "", category: str = "") -> QuerySet[CaseCard]:
    """Published cards, newest first."""
    found = finding(CaseCard.objects.visible_to(user).filter(state=CaseCard.State.PUBLISHED), words)
    if category:
        found = found.filter(category=category)
    return _rows(found).order_by("-published_at", "-pk")


def find_case(user: Any, pk: int) -> CaseCard:
    """A card that the person may see; otherwise there is none (404)."""
    return get_object_or_404(_rows(CaseCard.objects.visible_to(user)), pk=pk)


def case_of(user: Any, cycle: Cycle) -> CaseCard | None:
    """The card of a cycle, when the person may see it."""
    return CaseCard.objects.visible_to(user).filter(cycle=cycle).first()


def similar_cases(need: Need) -> list[CaseCard]:
    """Published cards of the same category that share words with a need, those with most of them first."""
    label = set(terms(str(need.get_category_display())))
    words = {word for word in terms(f"{need.title} {need.words}") if len(word) > 1} - label - EVERYWHERE
    rows = CaseCard.objects.filter(state=CaseCard.State.PUBLISHED, category=need.category)
    found = []
    for card in _rows(rows).order_by("-published_at", "-pk")[:LOOKED_AT]:
        shared = words & set(card.search_text.split())
        if shared:
            found.append((len(shared), card))
    found.sort(key=lambda pair: -pair[0])
    return [card for _number, card in found[:SHOWN]]


def measured_words(cycle: Cycle) -> str:
    """Each target with what was there before, what was aimed at and what was measured, and how."""
    words = _("%(indicator)s: from %(baseline)s to %(measured)s %(unit)s (goal %(goal)s). %(how)s")
    return "\n".join(
        words
        % {
            "indicator": target.indicator,
            "baseline": plain(target.baseline),
            "measured": plain(target.measured),
            "goal": plain(target.goal),
            "unit": target.unit,
            "how": target.how,
        }
        for target in cycle.targets.order_by("pk")
    )


def card_from(cycle: Cycle) -> dict[str, Any]:
    """What a card can take over from the records, so that only the steps are told in more words."""
    project = cycle.project
    sides = "、".join(
        party.organization.label for party in project.partnership.parties.select_related("organization")
    )
    steps = [
        _("1. Plan: %(sides)s agreed on “%(partnership)s”, for %(group)s.")
        % {"sides": sides, "partnership": project.partnership.title, "group": project.target_group},
        _("2. Do: %(days)s, led by %(leader)s.")
        % {"days": days_between(cycle.starts_on, cycle.ends_on), "leader": project.led_by.label},
        _("3. Improve: measured and compared with the goals."),
        _("4. Make it last: %(lessons)s") % {"lessons": cycle.lessons or cycle.get_outcome_display()},
    ]
    return {
        "title": project.title,
        "category": project.partnership.field,
        "problem": project.problem,
        "steps": "\n".join(steps)[:2000],
        "result": measured_words(cycle)[:1000],
    }
