"""Writing needs: propose, check, publish, decline, withdraw, work on, meet."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Claim, Need, Tell, Verb, receipt_digest
from gongjian.partnerships.queries.needs import default_until

from ._needs import begin, close_claims, page_of, tell_proposer

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U
EDITABLE = {
    "kind", "title", "words", "category", "place", "beneficiaries", "people_wanted", "skills", "times", "urgency",
    "until",
}  # fmt: skip


def _clean(changes: dict[str, Any], community: Organization) -> None:
    unknown = set(changes) - EDITABLE
    if unknown:
        raise TypeError(f"a need has no {', '.join(sorted(unknown))} to edit")
    _check_place(changes.get("place"), community)
    if "until" in changes and changes["until"] < today():
        raise ValidationError({"until": _("This day has passed. Choose today or a later day.")})
    for name in ("people_wanted", "beneficiaries"):
        if not 1 <= int(changes.get(name, 1)) <= 10_000:
            raise ValidationError({name: _("Enter a number from 1 to 10,000.")})


def _check_place(place: Place | None, community: Organization) -> None:
    if place is not None and place.organization_id != community.pk:
        raise ValidationError({"place": _("Choose a place of this neighbourhood.")})


def _secret_for(token: str) -> str:
    """Six characters without look-alikes; the same for the same form, so that a double click sees one receipt."""
    number = int(keyed_hash(token, "receipt secret"), 16) if token else secrets.randbits(64)
    code = ""
    for _place in range(6):
        number, rest = divmod(number, len(ALPHABET))
        code += ALPHABET[rest]
    return code


def _create_once(token: str, row: dict[str, Any]) -> tuple[Need, str, bool]:
    """A row with a fresh receipt number; or, when the same form has made one already, that row."""
    secret, mark = _secret_for(token), keyed_hash(token, "form") if token else None
    for _try in range(5):
        receipt = f"{secrets.randbelow(90_000_000) + 10_000_000}"
        need = Need(**row, receipt=receipt, secret=receipt_digest(receipt, secret), token=mark)
        try:
            with transaction.atomic():
                need.save(force_insert=True)
        except IntegrityError:
            made = Need.objects.filter(token=mark).first() if mark else None
            if made is not None:
                return made, secret, False
        else:
            return need, secret, True
    raise Refused(_("No receipt number was free. Please try again."))


@transaction.atomic
def propose_need(
    *,
    by: Actor,
    community: Organization,
    kind: str,
    title: str,
    words: str,
    category: str,
    taken_down_by: User | None = None,
    token: str = "",
    **details: Any,
) -> tuple[Need, str]:
    """Take a need or a small wish; returns it with the code of its receipt, which is stored as a hash only.

    `details` are place, contact_name, contact, until and what else `EDITABLE` names. `taken_down_by` is the worker
    who writes for a resident. The same `token` twice makes one need.
    """
    require(by, "partnerships.propose_need", community)
    if taken_down_by is not None:
        require(by, "partnerships.take_down_need", community)
    if not details.get("until"):
        details["until"] = default_until()
    private = {name: details.pop(name, "").strip() for name in ("contact_name", "contact")}
    _clean(details, community)
    said = {"community": community, "kind": kind, "title": title, "words": words, "category": category}
    who = {"taken_down_by": taken_down_by, "proposed_by_id": by.pk if taken_down_by is None else None}
    need, secret, is_new = _create_once(token, {**said, **details, **private, **who})
    if is_new:
        record(by, Verb.NEED_PROPOSED, need, receipt=need.receipt, community=community.pk)
        people = people_with(Power.SERVE, community)
        notify(people, Tell.NEED_PROPOSED, need, link=page_of(need), need=need.title)
    return need, secret


def _edit(need: Need, changes: dict[str, Any]) -> list[str]:
    _clean(changes, need.community)
    for name, new in changes.items():
        setattr(need, name, new)
    return sorted(changes)


@transaction.atomic
def publish_need(*, by: Actor, need: Need, **edits: Any) -> Need:
    """Open a need to everybody, in words that the neighbourhood has checked."""
    require(by, "partnerships.publish_need", need)
    need = lock(need)
    if need.state != Need.State.PROPOSED:
        raise Refused(
            _("This need was checked before: it is “%(state)s”.") % {"state": need.get_state_display()}
        )
    move(need, Need.State.OPEN)
    changed = [*_edit(need, edits), "search_text"]
    if need.until < today():
        raise ValidationError({"until": _("This day has passed. Choose today or a later day.")})
    need.published_at, need.reminded_at, need.reminders = now(), None, 0
    need.save(update_fields=["state", "published_at", "reminded_at", "reminders", *changed])
    record(by, Verb.NEED_PUBLISHED, need, edited=sorted(edits))
    tell_proposer(need, Tell.NEED_PUBLISHED)
    return need


@transaction.atomic
def edit_need(*, by: Actor, need: Need, **edits: Any) -> Need:
    """Change the words or details while nobody has taken the need up."""
    require(by, "partnerships.edit_need", need)
    need = lock(need)
    if need.state not in {Need.State.PROPOSED, Need.State.OPEN}:
        raise Refused(
            _("This need can no longer be edited: it is “%(state)s”.") % {"state": need.get_state_display()}
        )
    need.warned_at = None if "until" in edits else need.warned_at
    need.save(update_fields=[*_edit(need, edits), "warned_at", "search_text"])
    record(by, Verb.NEED_EDITED, need, edited=sorted(edits))
    return need


@transaction.atomic
def decline_need(*, by: Actor, need: Need, reason: str) -> Need:
    """Say no, with a reason that the resident reads."""
    require(by, "partnerships.decline_need", need)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the resident reads it.")})
    need = lock(need)
    move(need, Need.State.DECLINED)
    need.decline_reason, need.closed_at = reason.strip(), now()
    need.save(update_fields=["state", "decline_reason", "closed_at"])
    record(by, Verb.NEED_DECLINED, need)
    tell_proposer(need, Tell.NEED_DECLINED, reason=need.decline_reason)
    return need


@transaction.atomic
def withdraw_need(*, by: Actor, need: Need) -> Need:
    """Take a need back, as the one who proposed it or as the neighbourhood. Nothing happens the second time."""
    require(by, "partnerships.withdraw_need", need)
    need = lock(need)
    if need.state == Need.State.WITHDRAWN:
        return need
    move(need, Need.State.WITHDRAWN)
    need.closed_at = now()
    need.save(update_fields=["state", "closed_at"])
    close_claims(need, _("The need was withdrawn."))
    record(by, Verb.NEED_WITHDRAWN, need)
    people = people_with(Power.SERVE, need.community)
    notify(people, Tell.NEED_WITHDRAWN, need, link=page_of(need), need=need.title)
    if by.pk is not None and by.pk != need.proposed_by_id:
        tell_proposer(need, Tell.NEED_WITHDRAWN)
    return need


@transaction.atomic
def show_contact(*, by: Actor, need: Need, reason: str) -> tuple[str, str]:
    """The resident's name and contact, for those who have to call. Each look is logged with its reason."""
    require(by, "partnerships.show_contact", need)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say what you need the contact for.")})
    need = lock(need)
    record(by, Verb.NEED_CONTACT_SHOWN, need, reason=reason.strip()[:200])
    return need.contact_name, need.contact


@transaction.atomic
def start_need(*, by: Actor, need: Need) -> Need:
    """Work has begun. A small wish needs no agreement and no project for that."""
    require(by, "partnerships.start_need", need)
    return begin(by, lock(need))


@transaction.atomic
def mark_met(*, by: Actor, need: Need) -> Need:
    """The one who proposed it says it is done. Nothing happens the second time."""
    require(by, "partnerships.mark_met", need)
    need = lock(need)
    if need.state == Need.State.MET:
        return need
    move(need, Need.State.MET)
    need.met_at = now()
    need.save(update_fields=["state", "met_at"])
    record(by, Verb.NEED_MET, need)
    taken = need.claims.select_related("organization").filter(state=Claim.State.ACCEPTED).first()
    people = set(people_with(Power.SERVE, need.community))
    if taken is not None:
        people.update(people_with(Power.LEAD, taken.organization))
    notify(people, Tell.NEED_MET, need, link=page_of(need), need=need.title)
    return need
