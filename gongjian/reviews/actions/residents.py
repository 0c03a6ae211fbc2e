"""Ask a resident whether the help was done, and take the answer."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, Guest, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import Address, notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.actions import mark_met
from gongjian.partnerships.models import Need
from gongjian.policy.queries import value

from ..models import Ask, Confirmation, Tell, Verb
from ..queries import ALPHABET, CODE_LENGTH, code_digest
from ..queries.residents import IN_WORK
from ..rules import helpers

LONGEST_WORDS = 500


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def _open(need: Need, by: Actor, code: str, *, sent: bool) -> Ask:
    """A fresh ask in place of the open one. The caller holds the need's row."""
    Ask.objects.open().filter(need=need).update(replaced_at=now())
    moment, days = now(), int(value("confirmation.code_valid_days"))
    return Ask.objects.create(
        need=need,
        digest=code_digest(code),
        asked_by_id=by.pk,
        asked_at=moment,
        sent=sent,
        expires_at=moment + dt.timedelta(days=days),
    )


def _in_work(need: Need) -> None:
    if need.state not in IN_WORK:
        raise Refused(_("The resident can be asked once somebody works on the need: it is “%(state)s”.") % {
            "state": need.get_state_display()
        })  # fmt: skip


@transaction.atomic
def ask_resident(*, by: Actor, need: Need) -> str:
    """Make a code with which the resident confirms and rates, once; a new code replaces the one before.

    The code is returned here and nowhere stored. It is also sent to the contact that the resident left.
    """
    require(by, "reviews.ask_resident", need)
    need = lock(need)
    _in_work(need)
    code = _new_code()
    ask = _open(need, by, code, sent=bool(need.contact))
    record(by, Verb.ASKED, need, ask=ask.pk, sent=ask.sent)
    if need.contact:
        page = (
            f"{settings.SITE['base_url']}{reverse('reviews:confirm')}?code={code}"  # sealed with the sentence
        )
        notify(Address.guess(need.contact), Tell.ASKED, need, need=need.title, code=code, page=page)
    if need.proposed_by_id:
        link = reverse("reviews:answer", args=[need.pk])
        notify(need.proposed_by, Tell.ASKED_PROPOSER, need, link=link, need=need.title)
    return code


@transaction.atomic
def remind_to_ask(*, by: Actor, need: Need) -> Need:
    """Tell the neighbourhood that a resident without a contact waits to be asked."""
    require(by, "reviews.ask_resident", need)
    need = lock(need)
    _in_work(need)
    link = reverse("reviews:ask", args=[need.pk])
    notify(people_with(Power.SERVE, need.community), Tell.TO_ASK, need, link=link, need=need.title)
    record(by, Verb.REMINDED_TO_ASK, need)
    return need


def _check(verdict: str, stars: int, words: str) -> None:
    if verdict not in Confirmation.Verdict.values:
        raise ValidationError({"verdict": _("Please choose one of the three answers.")})
    if not 1 <= stars <= 5:
        raise ValidationError({"stars": _("Please give one to five stars.")})
    if len(words) > LONGEST_WORDS:
        raise ValidationError({"words": _("Please keep it within %(n)s characters.") % {"n": LONGEST_WORDS}})


def _take(
    ask: Ask, need: Need, answer: dict[str, Any], *, capability: str, entered_by: int | None
) -> Confirmation:
    """Use the ask up, keep the answer, and let the need follow it. The caller holds both rows.

    `DONE` closes the need as the resident's own act: partnerships asks for a capability of its own
    (`partnerships.mark_met` on this need), so a second `Guest` is made from the same paper, never a wider one.
    """
    confirmation = Confirmation.objects.create(
        ask=ask,
        need=need,
        project=need.projects.order_by("-pk").first(),
        entered_by_id=entered_by,
        at=now(),
        **answer,
    )
    ask.used_at = confirmation.at
    ask.save(update_fields=["used_at"])
    if confirmation.verdict == Confirmation.Verdict.DONE:
        mark_met(by=Guest.holding("partnerships.mark_met", need, capability=capability), need=need)
        return confirmation
    kind = Tell.SAID_PARTLY if confirmation.verdict == Confirmation.Verdict.PARTLY else Tell.SAID_NOT_DONE
    people = set(people_with(Power.SERVE, need.community))
    for organization in helpers(need):
        people.update(people_with(Power.ARRANGE, organization))
    notify(people, kind, need, link=reverse("partnerships:need", args=[need.pk]), need=need.title)
    return confirmation


@transaction.atomic
def confirm_need(
    *, by: Actor, ask: Ask, verdict: str, stars: int, words: str = "", once: str = ""
) -> Confirmation:
    """A resident says whether it was done and how good the help was: once per code.

    `by` is a `Guest` holding "reviews.confirm_need" on the ask. `once` is the number of the form: the same form again,
    sent by a phone that did not hear our answer, changes nothing and is not refused.
    """
    require(by, "reviews.confirm_need", ask)
    _check(verdict, stars, words)
    need = lock(ask.need)  # always the need before the ask
    ask = lock(ask)
    if ask.used_at is not None:
        if once and ask.confirmation.once == once:
            return ask.confirmation
        raise Refused(_("You have already told us about this one. Thank you."))
    if not ask.is_open or need.state not in [*IN_WORK, Need.State.MET]:
        raise Refused(_("This code can't be used any more. Please call the neighbourhood."))
    answer = {"verdict": verdict, "stars": stars, "words": words.strip(), "once": once}
    confirmation = _take(ask, need, answer, capability=f"ask:{ask.pk}", entered_by=None)
    record(by, Verb.CONFIRMED, need, ask=ask.pk, verdict=verdict, stars=stars)
    return confirmation


@transaction.atomic
def answer_for_resident(*, by: Actor, need: Need, verdict: str, stars: int, words: str = "") -> Confirmation:
    """A worker writes down what the resident said on the phone. Never somebody of the organisation that helped.

    An open code is used up by it, so that one resident answers once. The log names the worker and "on-behalf".
    """
    require(by, "reviews.answer_for_resident", need)
    _check(verdict, stars, words)
    need = lock(need)
    _in_work(need)
    ask = Ask.objects.select_for_update().open().filter(need=need, expires_at__gt=now()).first()
    ask = ask or _open(need, by, _new_code(), sent=False)
    answer = {"verdict": verdict, "stars": stars, "words": words.strip()}
    confirmation = _take(ask, need, answer, capability="on-behalf", entered_by=by.pk)
    record(by, Verb.CONFIRMED_ON_BEHALF, need, ask=ask.pk, verdict=verdict, stars=stars)
    return confirmation
