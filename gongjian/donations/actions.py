"""Every write to drives and pledges. Money is only ever noted here, never moved."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.accounts.models import User
from gongjian.audit.ledger import record, why
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from .models import MOST_FEN, Drive, HandOver, Pledge, Tell, Verb, is_charity_code
from .queries import receipt_facts
from .rules import belongs_to_it

State = Drive.State
FIELDS = {
    "reach", "title", "purpose", "beneficiary", "beneficiary_name", "consent_by", "consent_on", "consent_for",
    "goods_wanted", "takes_sums", "until", "treasurer", "charity", "charity_code",
}  # fmt: skip


def _link(drive: Drive) -> str:
    return reverse("donations:drive", args=[drive.pk])


def _fill_in(drive: Drive, fields: dict[str, Any]) -> None:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"unknown fields {sorted(unknown)}")
    for name, given in fields.items():
        setattr(drive, name, given.strip() if isinstance(given, str) else given)
    drive.charity_code = "".join(drive.charity_code.split()).upper()
    drive.clean_fields(exclude=["organization", "proposed_by", "approved_by", "treasurer"])
    _check_days(drive)
    _check_reach(drive)
    if not belongs_to_it(drive.treasurer, drive):
        raise ValidationError({"treasurer": _("The treasurer must belong to the organisation.")})
    if drive.reach == Drive.Reach.INSIDE and not drive.takes_sums and not drive.goods_wanted:
        raise ValidationError({"goods_wanted": _("Please say which goods would help, or take sums.")})


def _check_days(drive: Drive) -> None:
    if drive.consent_on > today():
        raise ValidationError({"consent_on": _("This day has not come yet. Please choose today or earlier.")})
    if drive.until < today():
        raise ValidationError({"until": _("This day has passed. Choose today or a later day.")})


def _check_reach(drive: Drive) -> None:
    """A call to the public only through a charity with 公开募捐资格, named with its number (慈善法 §§22, 26)."""
    if drive.reach == Drive.Reach.INSIDE:
        drive.charity = drive.charity_code = ""
        return
    if not drive.charity:
        raise ValidationError(
            {
                "charity": _(
                    "The public may only be asked by a charity with the qualification for public fundraising. "
                    "Please name it, or ask within the organisation."
                )
            }
        )
    if not is_charity_code(drive.charity_code):
        raise ValidationError(
            {"charity_code": _("This is not the 18-digit credit code of a charity. Please check each sign.")}
        )


@transaction.atomic
def propose(*, by: Actor, organization: Organization, **fields: Any) -> Drive:
    """Draft a drive; the same draft again is the same row."""
    require(by, "donations.propose", organization)
    lock(organization)
    known = Drive.objects.filter(
        organization=organization, proposed_by_id=by.pk, state=State.DRAFT, title=str(fields["title"]).strip()
    ).first()
    drive = known or Drive(organization=organization, proposed_by_id=by.pk)
    _fill_in(drive, fields)
    drive.save()
    record(by, Verb.EDITED if known else Verb.PROPOSED, drive, reach=drive.reach)
    return drive


@transaction.atomic
def edit(*, by: Actor, drive: Drive, **fields: Any) -> Drive:
    """Change a draft."""
    require(by, "donations.edit", drive)
    drive = lock(drive)
    if drive.state != State.DRAFT:
        raise Refused(_("This can't be changed any more: it is “%s”.") % drive.get_state_display())
    _fill_in(drive, fields)
    drive.save()
    record(by, Verb.EDITED, drive, fields=sorted(fields))
    return drive


@transaction.atomic
def submit(*, by: Actor, drive: Drive) -> Drive:
    """Ask for approval."""
    require(by, "donations.submit", drive)
    drive = lock(drive)
    if drive.state == State.PROPOSED:
        return drive
    move(drive, State.PROPOSED)
    _check_days(drive)
    drive.return_reason = ""
    drive.save(update_fields=["state", "return_reason"])
    record(by, Verb.SUBMITTED, drive)
    organization = drive.organization
    people = set(people_with(Power.LEAD, organization))
    if organization.parent:
        people |= set(people_with(Power.LEAD, organization.parent))
    people = {person for person in people if person.pk not in {drive.proposed_by_id, drive.treasurer_id}}
    notify(people, Tell.SUBMITTED, drive, link=_link(drive), drive=drive.title)
    return drive


@transaction.atomic
def approve(*, by: Actor, drive: Drive) -> Drive:
    """Open it; never by who proposed it, and not by its treasurer."""
    require(by, "donations.approve", drive)
    drive = lock(drive)
    if drive.state == State.OPEN:
        return drive
    move(drive, State.OPEN)
    _check_days(drive)
    drive.approved_by_id, drive.approved_at = by.pk, now()
    drive.save(update_fields=["state", "approved_by", "approved_at"])
    record(by, Verb.APPROVED, drive, reach=drive.reach)
    notify({drive.proposed_by, drive.treasurer}, Tell.APPROVED, drive, link=_link(drive), drive=drive.title)
    return drive


@transaction.atomic
def send_back(*, by: Actor, drive: Drive, reason: str) -> Drive:
    """Not like this: with a reason, back to the draft."""
    require(by, "donations.approve", drive)
    drive = lock(drive)
    move(drive, State.DRAFT)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise ValidationError({"reason": _("Please say why, in 200 characters at most.")})
    drive.return_reason = reason
    drive.save(update_fields=["state", "return_reason"])
    record(by, Verb.SENT_BACK, drive)
    notify([drive.proposed_by], Tell.SENT_BACK, drive, link=_link(drive), drive=drive.title, reason=reason)
    return drive


@transaction.atomic
def pledge(
    *, by: Actor, drive: Drive, kind: str, fen: int = 0, goods: str = "", quantity: int = 0, unit: str = ""
) -> Pledge:
    """Say what one would give. Nobody is asked why not; the same pledge again is the same row."""
    require(by, "donations.pledge", drive)
    drive = lock(drive)
    _refuse_closed(drive)
    row = Pledge(drive=drive, person_id=by.pk, name=str(by), kind=kind)
    if kind == Pledge.Kind.SUM:
        _note_sum(drive, row, fen)
    else:
        row.goods, row.quantity, row.unit = goods.strip(), quantity, unit.strip()
        if not row.goods or row.quantity < 1:
            raise ValidationError({"goods": _("Please say what you would give, and how many.")})
    row.clean_fields(exclude=["drive", "person"])
    known = drive.pledges.filter(
        person_id=by.pk, kind=kind, goods=row.goods, state=Pledge.State.PLEDGED
    ).first()
    if known is not None:
        if (known.fen, known.quantity) == (row.fen, row.quantity):
            return known
        raise Refused(_("You have pledged this already. Take that pledge back first, then give anew."))
    row.save()
    Drive.objects.filter(pk=drive.pk).update(pledged_fen=F("pledged_fen") + row.fen)
    record(by, Verb.PLEDGED, drive, kind=kind)  # the log knows that, not how much
    return row


def _refuse_closed(drive: Drive) -> None:
    if drive.reach == Drive.Reach.PUBLIC:
        raise Refused(_("Please give to the charity itself; the platform takes nothing for a public call."))
    if not drive.takes_pledges:
        raise Refused(_("Nothing can be pledged here now: it is “%s”.") % drive.get_state_display())


def _note_sum(drive: Drive, row: Pledge, fen: int) -> None:
    if not drive.takes_sums:
        raise Refused(_("Only goods are asked for here."))
    if not 1 <= fen <= MOST_FEN:
        raise ValidationError({"yuan": _("Please enter a sum from 0.01 to 100,000 yuan.")})
    row.sum_fen = str(fen)


@transaction.atomic
def withdraw(*, by: Actor, pledge: Pledge) -> Pledge:
    """Take a pledge back while nothing was received; nobody is told."""
    require(by, "donations.withdraw", pledge)
    drive = lock(pledge.drive)
    row = lock(pledge)
    if row.state == Pledge.State.WITHDRAWN:
        return row
    move(row, Pledge.State.WITHDRAWN)
    row.save(update_fields=["state"])
    Drive.objects.filter(pk=drive.pk).update(pledged_fen=F("pledged_fen") - row.fen)
    record(by, Verb.WITHDRAWN, drive)
    return row


@transaction.atomic
def receive(*, by: Actor, pledge: Pledge) -> Pledge:
    """The treasurer has it in hand."""
    require(by, "donations.receive", pledge)
    drive = lock(pledge.drive)
    row = lock(pledge)
    if row.state == Pledge.State.RECEIVED:
        return row
    if drive.state not in {State.OPEN, State.CLOSED}:
        raise Refused(_("This drive is over."))
    move(row, Pledge.State.RECEIVED)
    row.received_at = now()
    row.save(update_fields=["state", "received_at"])
    Drive.objects.filter(pk=drive.pk).update(received_fen=F("received_fen") + row.fen)
    record(by, Verb.RECEIVED, drive, kind=row.kind)
    notify([row.person], Tell.RECEIVED, drive, link=_link(drive), drive=drive.title)
    return row


@transaction.atomic
def show_amounts(*, by: Actor, drive: Drive, reason: str) -> dict[int, int]:
    """The single sums in fen by pledge, for the treasurer; each look is logged with its reason."""
    require(by, "donations.see_pledges", drive)
    drive = lock(drive)
    record(by, Verb.AMOUNTS_SHOWN, drive, reason=why(reason))
    return {row.pk: row.fen for row in drive.pledges.live().filter(kind=Pledge.Kind.SUM)}


@transaction.atomic
def show_beneficiary(*, by: Actor, drive: Drive, reason: str) -> tuple[str, str]:
    """Who it is for and who agreed; each look is logged with its reason."""
    require(by, "donations.see_beneficiary", drive)
    drive = lock(drive)
    record(by, Verb.BENEFICIARY_SHOWN, drive, reason=why(reason))
    return drive.beneficiary_name, drive.consent_by


@transaction.atomic
def close(*, by: Actor, drive: Drive) -> Drive:
    """No more pledges; what was pledged still comes in."""
    require(by, "donations.close", drive)
    drive = lock(drive)
    if drive.state == State.CLOSED:
        return drive
    move(drive, State.CLOSED)
    drive.save(update_fields=["state"])
    record(by, Verb.CLOSED, drive)
    return drive


@transaction.atomic
def hand_over(*, by: Actor, drive: Drive, handed_on: dt.date, to: str, words: str = "") -> HandOver:
    """Give what came in to the beneficiary, by somebody other than the treasurer, against a numbered receipt."""
    require(by, "donations.hand_over", drive)
    drive = lock(drive)
    known = HandOver.objects.filter(drive=drive).first()
    if known is not None:
        return known
    move(drive, State.HANDED_OVER)
    if handed_on > today():
        raise ValidationError({"handed_on": _("This day has not come yet. Please choose today or earlier.")})
    if drive.pledges.filter(state=Pledge.State.PLEDGED).exists():
        raise Refused(
            _("Some pledges have neither arrived nor been taken back. The treasurer settles them first.")
        )
    row = HandOver(drive=drive, handed_on=handed_on, to=to.strip(), words=words.strip())
    row.handed_by, row.total_fen = User.objects.get(pk=by.pk), drive.received_fen
    row.clean_fields(exclude=["drive", "handed_by", "document"])
    with override(settings.LANGUAGE_CODE):  # the receipt is Chinese whoever hands over in whatever language
        row.document = issue(
            by=by,
            kind=Document.Kind.HANDOVER,
            title=_("Hand-over receipt: %s") % drive.title,
            facts=receipt_facts(row),
            subject=drive,
            parties=[drive.organization],
        )
    row.save()
    drive.save(update_fields=["state"])
    record(by, Verb.HANDED_OVER, drive)
    givers = {gift.person for gift in drive.pledges.live().select_related("person")}
    notify(givers, Tell.HANDED_OVER, drive, link=_link(drive), drive=drive.title)
    return row
