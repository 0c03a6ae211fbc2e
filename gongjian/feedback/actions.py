"""Say something about the platform, and answer it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import Address, notify, remind

from .models import Remark, Tell, Verb, receipt_code, receipt_number, secret_of
from .queries import due_on, operators


@dataclass(frozen=True)
class Receipt:
    """What the person takes along; the code is shown once and stored nowhere."""

    remark: Remark
    code: str


@transaction.atomic
def say(
    *, by: Actor, kind: str, words: str, page: str = "", contact: str = "", once: str | None = None
) -> Receipt:
    """Take a complaint or a suggestion from anybody; the operators are told, and the day of the answer is fixed."""
    remark = Remark(kind=kind, words=words, page=page[:300], contact=contact, once=once or None, by_id=by.pk)
    require(by, "feedback.say", remark)
    code = receipt_code()
    remark.receipt, remark.due_on = receipt_number(), due_on()
    remark.secret = secret_of(remark.receipt, code)
    try:
        with transaction.atomic():
            remark.save(force_insert=True)
    except IntegrityError:
        if once and Remark.objects.filter(once=once).exists():
            raise Refused(
                _("This has been sent already. The page that followed showed its number.")
            ) from None
        raise
    record(by, Verb.SAID, remark, kind=remark.kind, due=remark.due_on.isoformat())
    link = reverse("feedback:detail", args=[remark.pk])
    notify(operators(), Tell.RECEIVED, remark, link=link, due=remark.due_on.isoformat())
    return Receipt(remark, code)


@transaction.atomic
def answer(*, by: Actor, remark: Remark, answer: str) -> Remark:
    """Answer a remark once; whoever spoke is told, by account and by the contact they left."""
    require(by, "feedback.answer", remark)
    remark = lock(remark)
    move(remark, Remark.State.ANSWERED)
    remark.answer, remark.answered_at, remark.answered_by_id = answer.strip(), now(), by.pk
    remark.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(by, Verb.ANSWERED, remark, late=remark.due_on < today())
    notify(
        remark.by,
        Tell.ANSWERED,
        remark,
        link=reverse("feedback:detail", args=[remark.pk]),
        receipt=remark.receipt,
    )
    if remark.contact:
        notify(
            Address.guess(remark.contact),
            Tell.ANSWERED,
            remark,
            link=reverse("feedback:status"),
            receipt=remark.receipt,
        )
    return remark


@transaction.atomic
def remind_operators(*, by: Actor, remark: Remark) -> int:
    """Tell the operators that a promised day has passed; at most twice each."""
    require(by, "feedback.remind", remark)
    remark = lock(remark)
    if not remark.is_late:
        return 0
    link = reverse("feedback:detail", args=[remark.pk])
    told = remind(operators(), Tell.LATE, remark, link=link, due=remark.due_on.isoformat())
    if told:
        record(by, Verb.REMINDED, remark, told=told)
    return told
