"""The rest of the access world: documents, notices, remarks, points, switches, the log, partner systems."""

from typing import Any

from gongjian.audit.models import Entry as LogEntry
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash
from gongjian.documents.models import Document, Series
from gongjian.exchange.models import Client, Scope, Token
from gongjian.feedback.models import Remark
from gongjian.insights.models import Book
from gongjian.notices.models import Delivery, Notice
from gongjian.points.models import Balance, Dispute
from gongjian.points.models import Entry as PointsEntry
from gongjian.points.models import Rule as PointsRule
from gongjian.policy.models import RuleValue, Switch, SwitchName, WorkDay
from tests.documents.factories import make_document

from .loop import DAY, RECEIPT_CODE

TOKEN = "gj_live_0123456789abcdefghijklmnopqrstuv"


def fill(world: Any) -> None:
    _documents(world)
    _notices(world)
    _remarks(world)
    _points(world)
    _disputes(world)
    _policy(world)
    _exchange(world)
    _books(world)
    entry = LogEntry.objects.create(
        by=world.people["student"],
        verb="activities.signed_up",
        subject_type="activities.signup",
        subject_id=str(world.at("sign_up", "confirmed").pk),
        facts={},
    )
    world.keep("log_entry", "student", entry)


def _document(
    world: Any, name: str, kind: str, holder: str | None, parties: list[str], **fields: Any
) -> None:
    subject = world.at("partnership", "active")
    document = make_document(
        kind,
        holder=world.people[holder] if holder else None,
        parties=tuple(world.org[party] for party in parties),
        subject_type=subject._meta.label_lower,
        subject_id=f"{subject.pk}-{name}",
        **fields,
    )
    world.keep("document", name, document)


def _documents(world: Any) -> None:
    kinds = Document.Kind
    _document(world, "agreement", kinds.AGREEMENT, None, ["branch", "community"])
    _document(world, "certificate", kinds.SERVICE_CERTIFICATE, "student", ["branch"])
    _document(
        world,
        "revoked",
        kinds.SERVICE_CERTIFICATE,
        "student",
        ["branch"],
        revoked_at=now(),
        revoked_reason="写错了",
    )
    _document(world, "ledger", kinds.YEARLY_LEDGER, None, ["branch"])
    _document(world, "sheet", kinds.RECORD_SHEET, None, ["branch", "community"])
    _document(world, "other", kinds.SERVICE_CERTIFICATE, "outsider", ["other_branch"])
    Series.objects.update_or_create(name="GJ", year=today().year, defaults={"last": Document.objects.count()})


def _books(world: Any) -> None:
    for state, place in {"waiting": "branch", "other": "other_branch"}.items():
        book = Book.objects.create(
            kind=Book.Kind.YEARLY_LEDGER,
            organization=world.org[place],
            since=today().replace(month=1, day=1),
            until=today().replace(month=12, day=31),
        )
        world.keep("book", state, book)


def _notices(world: Any) -> None:
    """Each person has one unread notice: `notice.<role>`; `notice.other` is the outsider's."""
    for role, person in world.people.items():
        notice = Notice.objects.create(
            to=person,
            kind="partnerships.need_published",
            facts={"need": "修理楼道灯"},
            about_type="partnerships.need",
            about_id=str(world.at("need", "open").pk),
            link="/",
        )
        world.keep("notice", role, notice)
    world.keep("notice", "other", world.at("notice", "outsider"))
    delivery = Delivery.objects.create(
        notice=world.at("notice", "resident"),
        channel=Delivery.Channel.SMS,
        address="13800002207",
        body="修理楼道灯",
    )
    world.keep("delivery", "waiting", delivery)


def _remarks(world: Any) -> None:
    for name, who, state in (
        ("open", "resident", "open"),
        ("answered", "resident", "answered"),
        ("other", "outsider", "open"),
    ):
        receipt = f"GJ-F-{len(world.objects):06d}"
        remark = Remark.objects.create(
            kind=Remark.Kind.COMPLAINT,
            words="字太小了",
            by=world.people[who],
            receipt=receipt,
            secret=keyed_hash(f"{receipt}:{RECEIPT_CODE}", "receipt"),
            state=state,
            due_on=today() + 7 * DAY,
            answer="已加大" if state == "answered" else "",
            answered_by=world.people["operator"] if state == "answered" else None,
            answered_at=now() if state == "answered" else None,
        )
        world.keep("remark", name, remark)


def _points(world: Any) -> None:
    rule = PointsRule.objects.create(
        code="service.hour",
        name="志愿服务",
        category="service",
        amount=10,
        unit="小时",
        valid_from=today() - 500 * DAY,
        source="校发〔2025〕8号",
    )
    world.keep("points_rule", "service", rule)
    seats = {"student": "settled", "outsider": "other"}
    for role, seat in seats.items():
        entry = PointsEntry.objects.create(
            person=world.people[role],
            rule=rule,
            code=rule.code,
            quantity=2,
            amount=20,
            source_type="activities.signup",
            source_id=str(world.at("sign_up", seat).pk),
        )
        Balance.objects.create(person=world.people[role], total=20)
        world.keep("points_entry", role, entry)
    world.keep("points_entry", "other", world.at("points_entry", "outsider"))
    for role, name in {"student": "disputed", "operator": "operators_own"}.items():
        entry = PointsEntry.objects.create(
            person=world.people[role],
            rule=rule,
            code=rule.code,
            quantity=1,
            amount=0,
            source_type="tests.row",
            source_id=name,
        )
        world.keep("points_entry", name, entry)
        Remark.objects.create(
            kind=Remark.Kind.COMPLAINT,
            words="这条不对",
            page=f"/points/{entry.pk}/",
            receipt=f"GJ-F-{name}",
            secret="-",
            due_on=today() + 7 * DAY,
        )


def _disputes(world: Any) -> None:
    """One row of the student's, awarded by the branch; one that only operators can answer."""
    rule = world.at("points_rule", "service")
    for state, place in {"branch": "branch", "nobody": None}.items():
        entry = PointsEntry.objects.create(
            person=world.people["student"],
            rule=rule,
            code=rule.code,
            quantity=1,
            amount=0,
            source_type="tests.row",
            source_id=f"dispute-{state}",
            organization=world.org[place] if place else None,
        )
        dispute = Dispute.objects.create(
            entry=entry,
            person=world.people["student"],
            organization=entry.organization,
            words="多记了",
            due_on=today() + 7 * DAY,
        )
        world.keep("points_dispute", state, dispute)
    world.keep("points_dispute", "other", world.at("points_dispute", "nobody"))


def _policy(world: Any) -> None:
    for name, place in (("on", "branch"), ("other", "other_branch")):
        switch = Switch.objects.create(
            organization=world.org[place],
            name=SwitchName.POINTS_BOARDS,
            until=today() + 30 * DAY,
            signed_by=world.people["operator"],
            reason="试行一月",
        )
        world.keep("switch", name, switch)
    over = Switch.objects.create(
        organization=world.org["branch"],
        name=SwitchName.STUDY_TIME,
        since=today() - 60 * DAY,
        until=today() - 30 * DAY,
        signed_by=world.people["operator"],
        reason="试行一月",
    )
    world.keep("switch", "over", over)
    rule = RuleValue.objects.filter(key="need.default_weeks").first() or RuleValue.objects.create(
        key="need.default_weeks", value=8, valid_from=today() - 500 * DAY, source="示例", certainty="L"
    )
    world.keep("rule_value", "default_weeks", rule)
    world.keep("rule_value", "other", rule)
    coming = RuleValue.objects.create(
        key="need.default_weeks", value=6, valid_from=today() + 30 * DAY, source="示例", certainty="L"
    )
    world.keep("rule_value", "coming", coming)
    day = today() + 5 * DAY
    holiday = WorkDay.objects.filter(day=day).first() or WorkDay.objects.create(
        day=day, is_work=False, name="放假", source="示例"
    )
    world.keep("work_day", "holiday", holiday)
    world.keep("work_day", "other", holiday)


def _exchange(world: Any) -> None:
    client = Client.objects.create(
        name="街道综合服务平台", organization=world.org["university"], added_by=world.people["operator"]
    )
    world.keep("client", "active", client)
    foreign = Client.objects.create(
        name="别处的系统", organization=world.org["other_community"], added_by=world.people["operator"]
    )
    world.keep("client", "other", foreign)
    world.keep(
        "token",
        "other",
        Token.objects.create(
            client=foreign,
            prefix="gj_other",
            digest=keyed_hash("gj_other", "api-token"),
            scopes=["needs:read"],
            expires_at=now() + 90 * DAY,
        ),
    )
    for name, raw, revoked in (("valid", TOKEN, None), ("revoked", f"{TOKEN}x", now())):
        token = Token.objects.create(
            client=client,
            prefix=raw[:12],
            digest=keyed_hash(raw, "api-token"),
            scopes=list(Scope.values),
            expires_at=now() + 90 * DAY,
            revoked_at=revoked,
        )
        world.keep("token", name, token)
        world.texts[f"{name}_token"] = raw
