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

from .. import certificates
from ..models import Verb


@transaction.atomic
def ask_certificate(*, by: Actor, person: User, since: dt.date, until: dt.date) -> Document:
    """Issue the certificate of a person's confirmed service, free of charge (志愿服务条例 §19).

    The same days with the same minutes give the same paper again.
    """
    require(by, "activities.ask_certificate", person)
    if until < since:
        raise ValidationError({"until": _("The last day must not be before the first day.")})
    if until > today():
        raise ValidationError({"until": _("This day has not come yet. Please choose today or earlier.")})
    known = certificates.facts(person, since, until)
    if not known["minutes"]:
        raise Refused(_("There are no hours confirmed by both sides in these days."))
    with override(settings.LANGUAGE_CODE):  # the paper is Chinese whoever asks in whatever language
        title = _("Certificate of volunteer service record")
    paper = issue(
        by=by,
        kind=Document.Kind.SERVICE_CERTIFICATE,
        title=title,
        facts=known,
        subject=person,
        holder=person,
        parties=certificates.issuers(person, since, until),
        edition=f"{since}/{until}/{known['minutes']}",
    )
    record(by, Verb.CERTIFICATE_ISSUED, paper, minutes=known["minutes"])
    return paper
