"""The one survey report, its signatures, and each side's part of the joint analysis."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization

from ..models import Reason, Report, Signature, StartPath, Tell, Verb
from ..queries import must_reason, report_facts, signed_by, to_sign
from ._steps import held, parties_of, party_of, report_is_signed, tell


@transaction.atomic
def write_report(*, by: Actor, path: StartPath, problem: str, findings: str, advice: str) -> Report:
    """Write the report, or change it before all have signed: earlier signatures then no longer count."""
    require(by, "startpath.write_report", path)
    words = {"problem": problem.strip(), "findings": findings.strip(), "advice": advice.strip()}
    for name, text in words.items():
        if not text:
            raise ValidationError({name: _("Please write a few words; all sides sign them.")})
    path = held(path)
    if not path.visits.exists():
        raise Refused(_("A report needs at least one field visit. Note it first."))
    report, is_new = Report.objects.get_or_create(path=path, defaults={**words, "written_by_id": by.pk})
    if not is_new:
        if report.state == Report.State.SIGNED:
            raise Refused(_("The report is signed by all; it no longer changes."))
        if all(getattr(report, name) == text for name, text in words.items()):
            return report
        for name, text in words.items():
            setattr(report, name, text)
        report.version, report.written_by_id, report.written_at = report.version + 1, by.pk, now()
        report.save()
    record(by, Verb.REPORT_WRITTEN, report, version=report.version)
    tell(path, Tell.REPORT_WRITTEN, by, parties_of(path))
    return report


@transaction.atomic
def sign_report(*, by: Actor, report: Report, organization: Organization) -> Report:
    """Sign for one party the version that one has read. The last signature issues the paper; twice is once."""
    require(by, "startpath.sign_report", party_of(report.path.partnership, organization))
    seen, path = report.version, held(report.path)
    report = lock(report)
    report.path = path
    if report.version == seen and organization.pk in signed_by(report):
        return report
    if report.state == Report.State.SIGNED:
        raise Refused(_("The report is signed by all; it no longer changes."))
    if report.version != seen:
        raise Refused(_("The report was changed since you read it. Please read it again."))
    side = party_of(path.partnership, organization).side
    if report.signatures.filter(version=report.version, person_id=by.pk).exclude(side=side).exists():
        raise Refused(_("You have signed for the other side. Each side needs its own person."))
    Signature.objects.create(
        report=report,
        version=report.version,
        organization=organization,
        side=side,
        person_id=by.pk,
        person_name=str(by),
    )
    record(by, Verb.REPORT_SIGNED, report, organization=organization.pk, version=report.version)
    return report if to_sign(report, parties_of(path)) else _signed_by_all(by, report)


def _signed_by_all(by: Actor, report: Report) -> Report:
    """The report gets its number. Its paper is about the agreement, so that it counts among its papers."""
    path, parties = report.path, parties_of(report.path)
    report.paper = issue(
        by=by,
        kind=Document.Kind.SURVEY_REPORT,
        title=f"调查报告：{path.subject}",
        facts=report_facts(report),
        subject=path.partnership,
        parties=[party.organization for party in parties],
        edition=f"startpath-{path.pk}",
    )
    move(report, Report.State.SIGNED)
    report.signed_at = now()
    report.save(update_fields=["state", "signed_at", "paper"])
    tell(path, Tell.REPORT_SIGNED, by, parties)
    return report


@transaction.atomic
def give_reason(
    *, by: Actor, path: StartPath, organization: Organization, causes: str, brings: str
) -> Reason:
    """One side says why it is so and what it can bring; it may change its own part until the pilot is planned."""
    require(by, "startpath.give_reason", party_of(path.partnership, organization))
    if not causes.strip():
        raise ValidationError({"causes": _("Say what your side sees as the cause.")})
    if not brings.strip():
        raise ValidationError({"brings": _("Say what your side can bring.")})
    path = held(path)
    if not report_is_signed(path):
        raise Refused(_("The joint analysis begins once the report is signed by all."))
    if path.pilot_id is not None:
        raise Refused(_("The plan is made; the analysis stands in it."))
    words = {"causes": causes.strip(), "brings": brings.strip()}
    reason, is_new = Reason.objects.get_or_create(
        path=path, organization=organization, defaults={**words, "by_id": by.pk}
    )
    if not is_new:
        reason.causes, reason.brings, reason.by_id, reason.at = words["causes"], words["brings"], by.pk, now()
        reason.save()
    record(by, Verb.REASONED, path, organization=organization.pk)
    if missing := must_reason(path, parties_of(path)):
        tell(path, Tell.REASON_WANTED, by, missing)
    return reason
