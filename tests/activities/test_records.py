"""Trust classes, the volunteer record, an organisation's certificates and the sheet for the national system."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from gongjian.activities import actions, queries
from gongjian.activities.models import Rating, SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import at, today
from gongjian.core.errors import Refused
from gongjian.documents.actions import revoke
from gongjian.documents.models import Document
from tests.accounts.factories import make_user
from tests.activities.factories import (
    Pair,
    make_activity,
    make_attended,
    make_settled,
    make_shift,
    make_sign_up,
)

DAY = dt.timedelta(days=1)
SINCE, UNTIL = today() - 30 * DAY, today()


def serve(pair: Pair, person: object, days_ago: int = 3, **fields: object) -> SignUp:
    activity = make_activity(
        fields.pop("organizer", pair.branch),
        pair.community,
        state="settled",
        shift={"starts_at": at(today() - days_ago * DAY, 14)},
        kind=fields.pop("kind", "service"),
    )
    return make_settled(activity.shifts.get(), person, minutes=60, **fields)


# ---- how well hours are proven


def test_hours_by_trust_class(pair: Pair) -> None:
    person = make_user("林知夏")
    accepted = {"is_late": True, "late_accepted_by": pair.secretary, "late_accepted_at": at(today())}
    proofs = [{"proof": "code"}, {"proof": "scan"}, {"proof": "list"}, {"proof": "paper"}, accepted]
    seats = [serve(pair, person, days, **fields) for days, fields in enumerate(proofs, start=1)]
    found = queries.hours_of(person)
    assert (found.by_code, found.by_list, found.by_paper, found.late) == (120, 60, 60, 60)
    assert (found.minutes, found.times) == (300, 5)
    assert [queries.trust_of(seat).value for seat in seats] == ["A", "A", "B", "C", "D"]
    half = make_attended(serve(pair, "另一人").shift, "等对方的人")
    assert queries.trust_of(half).value == "E"


def test_the_stars_name_their_source_and_date(client: Client, pair: Pair) -> None:
    person = make_user("林知夏")
    serve(pair, person)
    client.force_login(person)
    page = client.get(reverse("activities:hours")).content.decode()
    assert "民函〔2012〕340号" in page
    assert "（2020-01-01）" in page
    assert "99" in page  # hours missing to the first star of 100


def test_ones_own_record_has_five_blocks(client: Client, pair: Pair) -> None:
    person = make_user("林知夏")
    serve(pair, person), serve(pair, person, 4, kind="study")
    client.force_login(person)
    page = client.get(reverse("activities:my_record")).content.decode()
    assert all(block in page for block in ("个人", "志愿服务", "培训", "表彰奖励", "评价"))


# ---- certificates for many


def test_everybody_gets_a_paper_with_the_organisers_own_records(pair: Pair) -> None:
    first, second = make_user("林知夏"), make_user("江一帆")
    serve(pair, first), serve(pair, first, 5), serve(pair, second)
    serve(pair, first, 7, organizer=pair.other_branch)
    batch = {"organization": pair.branch, "since": SINCE, "until": UNTIL}
    papers = actions.issue_batch(by=pair.secretary, **batch)
    assert sorted((paper.holder.display_name, paper.facts["minutes"]) for paper in papers) == [
        ("林知夏", 120),
        ("江一帆", 60),
    ]
    assert {paper.facts["issuer"] for paper in papers} == {pair.branch.name}
    again = actions.issue_batch(by=pair.secretary, **batch)
    assert {paper.pk for paper in again} == {paper.pk for paper in papers}
    assert set(queries.papers_of_batch(**batch)) == set(papers)
    own = actions.ask_certificate(by=first, person=first, since=SINCE, until=UNTIL)
    assert (own.facts["minutes"], own.pk in {paper.pk for paper in papers}) == (180, False)


def test_certificates_of_one_shift(client: Client, pair: Pair) -> None:
    seat = serve(pair, "林知夏")
    make_settled(make_shift(seat.shift.activity, starts_at=at(today() - 3 * DAY, 18)), "江一帆", minutes=30)
    client.force_login(pair.secretary)
    assert client.post(reverse("activities:batch_of_shift", args=[seat.shift_id])).status_code == 302
    assert list(Document.objects.values_list("holder", flat=True)) == [seat.person_id]
    client.force_login(pair.worker)
    assert client.post(reverse("activities:batch_of_shift", args=[seat.shift_id])).status_code == 404


def test_what_a_batch_refuses(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = {"organization": pair.branch, "since": SINCE, "until": UNTIL}
    with pytest.raises(Refused, match="没有双方确认"):
        actions.issue_batch(by=pair.secretary, **batch)
    for person in (pair.worker, pair.stranger):
        with pytest.raises(PermissionDenied):
            actions.issue_batch(by=person, **batch)
    with pytest.raises(ValidationError):
        actions.issue_batch(by=pair.secretary, organization=pair.branch, since=UNTIL, until=SINCE)
    serve(pair, "甲"), serve(pair, "乙")
    monkeypatch.setattr(queries, "BATCH", 1)
    with pytest.raises(Refused, match="2"):
        actions.issue_batch(by=pair.secretary, **batch)


def test_the_batch_page_and_its_files(client: Client, pair: Pair) -> None:
    serve(pair, "林知夏"), serve(pair, "江一帆")
    client.force_login(pair.secretary)
    data = {"organization": pair.branch.pk, "since": SINCE.isoformat(), "until": UNTIL.isoformat()}
    answer = client.post(reverse("activities:batch"), data, follow=True)
    assert "2 份证明" in answer.content.decode()
    packed = client.get(reverse("activities:batch_zip"), data)
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert len(names) == 2
    assert all(name.endswith(".pdf") for name in names)
    assert Entry.objects.filter(verb="documents.downloaded").count() == 2
    for wrong in ({"since": "soon"}, {"until": SINCE - DAY}, {"since": "2020-01-01"}, {"organization": "0"}):
        assert client.post(reverse("activities:batch"), data | wrong).status_code == 422


def test_a_void_paper_leaves_the_batch_and_says_so(client: Client, pair: Pair) -> None:
    serve(pair, "林知夏")
    batch = {"organization": pair.branch, "since": SINCE, "until": UNTIL}
    [paper] = actions.issue_batch(by=pair.secretary, **batch)
    revoke(by=pair.secretary, document=paper, reason="时长登记有误")
    assert not queries.papers_of_batch(**batch).exists()
    assert "时长登记有误" in client.get(reverse("documents:verify", args=[paper.code])).content.decode()


# ---- the sheet


def test_the_sheet_has_the_fields_and_a_state(client: Client, pair: Pair) -> None:
    seat = serve(pair, "林知夏", unit="计算机学院")
    make_attended(seat.shift, "等对方的人", minutes=30)
    make_sign_up(seat.shift, "没来的人", state="absent")
    Rating.objects.create(activity=seat.shift.activity, person=seat.person, stars=4)
    client.force_login(pair.secretary)
    data = {"organization": pair.branch.pk, "since": SINCE.isoformat(), "until": UNTIL.isoformat()}
    answer = client.get(reverse("activities:export"), data)
    page = load_workbook(io.BytesIO(answer.content)).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][:5] == ("姓名", "单位", "活动", "日期", "地点")
    by_name = {row[0]: row for row in rows[1:]}
    assert by_name["林知夏"][7:9] == (1, 4)
    assert [by_name[name][-1] for name in ("林知夏", "等对方的人", "没来的人")] == [
        "可填报",
        "等另一方确认",
        "没来，不填报",
    ]
    assert Entry.objects.filter(verb="activities.exported").count() == 1
    client.force_login(pair.worker)
    assert client.get(reverse("activities:export"), data).status_code == 422  # no organisation of theirs


def test_the_sheet_asks_no_more_for_more_rows(pair: Pair) -> None:
    counts = []
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            serve(pair, name)
        with CaptureQueriesContext(connection) as found:
            list(queries.sheet_of(pair.branch, SINCE, UNTIL))
        counts.append(len(found))
    assert counts[0] == counts[1]
