"""Social practice: safety, consent, report, the host's word, the paper."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.books import word, workbook
from gongjian.teams import actions
from gongjian.teams.models import InterviewNote, Practice
from tests.activities.factories import make_activity, make_settled, open_shift
from tests.teams.factories import (
    DAY,
    Bridge,
    make_member,
    make_note,
    make_practice,
    make_team,
    make_team_seat,
)

pytestmark = pytest.mark.django_db
FOUND = "三百户里有两百一十户愿意加装，主要顾虑是一楼采光。"
REPORT: dict[str, Any] = {
    "survey_topic": "是否愿意加装电梯",
    "survey_given": 300,
    "survey_returned": 268,
    "findings": FOUND,
    "advice": "先在三号楼试装一部",
}


def consent(**changes: Any) -> dict[str, Any]:
    given = {
        "topic": "电梯和一楼", "person": "刘老伯", "words": "我住一楼，怕挡光。", "consent_by": "刘老伯",
        "consent_on": today(), "consent_for": "写进报告，不写姓名", "consent_until": today() + 60 * DAY,
    }  # fmt: skip
    return {**given, **changes}


def test_without_consent_there_is_no_note(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    with pytest.raises(ValidationError):
        actions.take_note(by=bridge.student, practice=practice, **consent(consent_by=" "))
    with pytest.raises(IntegrityError), transaction.atomic():
        InterviewNote.objects.create(practice=practice, author=bridge.student, **consent(consent_by=""))
    assert InterviewNote.objects.count() == 0


def test_a_note_is_ciphertext_and_each_reading_is_logged(bridge: Bridge) -> None:
    note = actions.take_note(by=bridge.student, practice=make_practice(bridge), **consent())
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, words, consent_by FROM teams_interviewnote")
        stored = "".join(cursor.fetchone())
    assert "刘老伯" not in stored
    assert "挡光" not in stored
    shown = actions.show_note(by=bridge.student, note=note, reason="写报告")
    assert shown.words == "我住一楼，怕挡光。"
    assert Entry.objects.filter(verb="teams.note_shown", by_id=bridge.student.pk).count() == 1


def test_the_host_and_other_members_do_not_read_interviews(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    make_member(practice.team, bridge.classmate)
    note = make_note(practice, bridge.student)
    assert list(InterviewNote.objects.visible_to(bridge.worker)) == []
    assert list(InterviewNote.objects.visible_to(bridge.classmate)) == []
    for by in (bridge.worker, bridge.classmate, bridge.secretary):
        with pytest.raises(PermissionDenied):
            actions.show_note(by=by, note=note, reason="看看")


def test_consent_that_has_ended_closes_the_note_and_withdrawn_consent_erases_it(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    old = make_note(practice, bridge.student, consent_on=today() - 9 * DAY, consent_until=today() - DAY)
    with pytest.raises(Refused):
        actions.show_note(by=bridge.student, note=old, reason="写报告")
    note = actions.erase_note(by=bridge.student, note=make_note(practice, bridge.student))
    actions.erase_note(by=bridge.student, note=note)
    note.refresh_from_db()
    assert (note.words, note.person, note.consent_by) == ("", "", "")
    with pytest.raises(Refused):
        actions.show_note(by=bridge.student, note=note, reason="写报告")


def test_the_emergency_contact_is_shown_for_a_reason_only(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    with pytest.raises(ValidationError):
        actions.show_emergency(by=bridge.worker, practice=practice, reason=" ")
    shown = actions.show_emergency(by=bridge.worker, practice=practice, reason="有队员中暑")
    assert shown == ("孙老师", "13900007777")
    assert Entry.objects.filter(verb="teams.emergency_shown").count() == 1
    with pytest.raises(PermissionDenied):
        actions.show_emergency(by=bridge.classmate, practice=practice, reason="想知道")


def test_a_practice_without_insurance_is_not_planned(bridge: Bridge) -> None:
    team = make_team(bridge, kind="practice")
    plan = {"theme": "电梯", "starts_on": today(), "ends_on": today() + 3 * DAY, "safety": "两人一组"}
    with pytest.raises(ValidationError):
        actions.plan_practice(
            by=bridge.student, team=team, insurance="", emergency_name="孙", emergency_phone="1390000", **plan
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        make_practice(bridge, team=team, insurance="")


def test_an_ordinary_team_has_no_practice(bridge: Bridge) -> None:
    with pytest.raises(Refused):
        actions.plan_practice(
            by=bridge.student, team=make_team(bridge), theme="x", starts_on=today(), ends_on=today()
        )


def test_the_host_confirms_and_the_report_counts_hours_from_records(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    shift = open_shift(make_activity(bridge.branch, title="入户问卷"))
    make_team_seat(practice.team, make_settled(shift, bridge.classmate, minutes=150))
    make_note(practice, bridge.student)
    actions.report(by=bridge.student, practice=practice, **REPORT)
    actions.report(by=bridge.student, practice=practice, **{**REPORT, "findings": "改了" * 20})
    practice = actions.confirm_report(by=bridge.worker, practice=practice, host_words="数字和我们掌握的一致")
    assert actions.confirm_report(by=bridge.worker, practice=practice).document == practice.document
    paper = practice.document
    assert paper is not None
    facts = paper.facts
    assert ["双方确认的时长", "2.5"] in facts["summary"]
    assert facts["sections"][0]["rows"][0][1] == FOUND
    assert facts["sections"][1]["rows"] == [[shift.starts_at.date().isoformat(), "入户问卷", "2.5"]]
    assert "刘老伯" not in str(facts)
    assert word(paper)[:2] == b"PK"
    assert workbook(paper)[:2] == b"PK"
    page = Client().get(reverse("documents:verify", args=[paper.code])).content.decode()
    assert paper.number in page


def test_nobody_confirms_their_own_report(bridge: Bridge) -> None:
    practice = make_practice(bridge, state="reported")
    with pytest.raises(PermissionDenied):
        actions.confirm_report(by=bridge.student, practice=practice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.filter(pk=practice.pk).update(state="confirmed", confirmed_by=bridge.student)


def test_a_report_sent_back_can_be_handed_in_again(bridge: Bridge) -> None:
    practice = actions.return_report(
        by=bridge.worker, practice=make_practice(bridge, state="reported"), reason="请补充回收份数"
    )
    assert (practice.state, practice.return_reason) == ("preparing", "请补充回收份数")
    again = actions.report(by=bridge.student, practice=practice, **REPORT)
    assert (again.state, again.return_reason) == ("reported", "")


def test_a_report_waits_for_the_last_day(bridge: Bridge) -> None:
    practice = make_practice(bridge, ends_on=today() + DAY)
    with pytest.raises(Refused):
        actions.report(by=bridge.student, practice=practice, **REPORT)
