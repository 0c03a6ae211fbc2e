"""Papers that prove service."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization

from .. import certificates, queries
from ..certificates import Span
from ..models import Shift, Verb


@transaction.atomic
def ask_certificate(*, by: Actor, person: User, since: dt.date, until: dt.date) -> Document:
    """Issue the certificate of a person's confirmed service, free of charge (志愿服务条例 §19).

    The same days with the same minutes give the same paper again.
    """
    require(by, "activities.ask_certificate", person)
    span = Span(since, until)
    _refuse_days(span)
    known = certificates.facts(person, span)
    if not known["minutes"]:
        raise Refused(_("There are no hours confirmed by both sides in these days."))
    paper = _issue(by, person, span, known)
    record(by, Verb.CERTIFICATE_ISSUED, paper, minutes=known["minutes"])
    return paper


def _refuse_days(span: Span) -> None:
    if span.until < span.since:
        raise ValidationError({"until": _("The last day must not be before the first day.")})
    if span.until > today():
        raise ValidationError({"until": _("This day has not come yet. Please choose today or earlier.")})


def _issue(by: Actor, person: User, span: Span, known: dict[str, object]) -> Document:
    with override(settings.LANGUAGE_CODE):  # the paper is Chinese whoever asks in whatever language
        title = _("Certificate of volunteer service record")
    return issue(
        by=by,
        kind=Document.Kind.SERVICE_CERTIFICATE,
        title=title,
        facts=known,
        subject=person,
        holder=person,
        parties=certificates.issuers(person, span),
        edition=span.edition(int(str(known["minutes"]))),
    )


@transaction.atomic
def issue_batch(
    *, by: Actor, organization: Organization, since: dt.date, until: dt.date, shift: Shift | None = None
) -> list[Document]:
    """Certificates for everybody who served under an organisation in some days, or in one shift: a paper for each.

    Who recorded certifies (民政部令第67号): only the organisation's own records stand on them. The same batch again
    gives the same papers; at most `queries.BATCH` people at a time.
    """
    require(by, "activities.issue_batch", organization)
    span = Span(since, until, organization, shift)
    _refuse_days(span)
    people = queries.people_served(organization, since, until, shift)
    if not people:
        raise Refused(_("There are no hours confirmed by both sides in these days."))
    if len(people) > queries.BATCH:
        raise Refused(
            _("These are %(n)s people. Please choose fewer days: at most %(most)s at a time.")
            % {"n": len(people), "most": queries.BATCH}
        )
    papers = [_issue(by, person, span, certificates.facts(person, span)) for person in people]
    record(
        by,
        Verb.BATCH_ISSUED,
        organization,
        people=len(papers),
        since=since.isoformat(),
        until=until.isoformat(),
    )
    return papers


@transaction.atomic
def export_records(*, by: Actor, organization: Organization, since: dt.date, until: dt.date) -> None:
    """Say in the log that somebody takes service records with names away."""
    require(by, "activities.issue_batch", organization)
    record(by, Verb.EXPORTED, organization, since=since.isoformat(), until=until.isoformat())
