"""Pages of the path: what they say, what they know already, and how many questions they ask of the database."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from docx import Document as Word
from pypdf import PdfReader

from gongjian.core.clock import today
from gongjian.documents import pdf, reports
from gongjian.partnerships.models import Project
from gongjian.startpath import actions, queries
from gongjian.startpath.models import StartPath
from tests.organizations.factories import appoint, make_organization
from tests.partnerships.factories import make_active_partnership

from .factories import (
    PLAN,
    Way,
    figures_of,
    make_measured,
    make_path,
    make_reasons,
    make_report,
    make_way,
    task_of,
)

pytestmark = pytest.mark.django_db


def page(client: Client, person: Any, url: str) -> str:
    client.force_login(person)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def signed(way: Way) -> StartPath:
    path = make_path(way)
    report = make_report(way, path)
    for person, organization in ((way.secretary, way.branch), (way.chair, way.community)):
        actions.sign_report(by=person, report=report, organization=organization)
    return path


def test_the_one_next_act_follows_the_rows(client: Client) -> None:
    way = make_way()
    path = make_path(way, visits=0)
    url = f"/startpath/{path.pk}/"
    assert "去现场看看" in page(client, way.secretary, url)
    actions.record_visit(
        by=way.worker, path=path, on=today(), who="王建国", findings="灯坏了", where="三号楼"
    )
    assert "写调查报告" in page(client, way.secretary, url)
    make_report(way, path, signed=(way.branch,))
    assert "等待签字：梧桐苑" in page(client, way.secretary, url)
    assert "我签署这份报告" in page(client, way.chair, url)
    assert "我签署这份报告" not in page(client, way.worker, url)


def test_those_above_read_and_have_nothing_to_press(client: Client) -> None:
    way = make_way()
    path = make_path(way)
    shown = queries.path_page(way.secretary, queries.find_path(way.secretary, path.pk))
    assert shown.act.href.endswith("/report/")
    college = appoint("孙立群", way.university.college)
    assert queries.path_page(college, queries.find_path(college, path.pk)).act.href == ""
    assert "添加人员" not in page(client, college, f"/startpath/{path.pk}/")


def test_the_forms_know_what_is_known(client: Client) -> None:
    way = make_way()
    way.partnership.parties.filter(organization=way.branch).update(contact_name="林知夏")
    assert 'value="林知夏"' in page(
        client, way.secretary, f"/startpath/partnerships/{way.partnership.pk}/begin/"
    )
    path = make_path(way, visits=2)
    shown = page(client, way.secretary, f"/startpath/{path.pk}/report/")
    assert "三号楼1层的灯不亮。" in shown
    assert "三号楼2层的灯不亮。" in shown
    visit = page(client, way.secretary, f"/startpath/{path.pk}/visits/")
    assert 'value="周明远、陈桂芳"' in visit
    assert 'type="file"' not in visit


def test_the_plan_starts_from_report_and_analysis(client: Client) -> None:
    way = make_way()
    path = signed(way)
    make_reasons(way, path)
    shown = page(client, way.secretary, f"/startpath/{path.pk}/plan/")
    for words in ("楼道没灯", "先换一栋楼的灯", "计本三：人和工具", "梧桐苑：人和工具"):
        assert words in shown


@pytest.mark.parametrize("url", ["/startpath/"])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, url: str, django_assert_max_num_queries: Any
) -> None:
    way = make_way()
    make_path(way)
    client.force_login(way.secretary)
    client.get(url)
    with django_assert_max_num_queries(60) as first:
        client.get(url)
    for name in ("北园", "南园"):
        partner = make_organization(
            f"{name}社区党委", parent=way.subdistrict.root, kind="community_committee"
        )
        partnership = make_active_partnership(way.branch, partner, title=name)
        path = StartPath.objects.create(partnership=partnership, subject=name, begun_by=way.secretary)
        make_report(way, path, signed=(way.branch,))
    with django_assert_max_num_queries(60) as third:
        client.get(url)
    assert len(third) <= len(first) + 4  # rows that were empty before are read once, however many there are
    queries_now = len(third)
    partner = make_organization("西园社区党委", parent=way.subdistrict.root, kind="community_committee")
    path = StartPath.objects.create(
        partnership=make_active_partnership(way.branch, partner, title="西园"),
        subject="西园",
        begun_by=way.secretary,
    )
    make_report(way, path, signed=(way.branch,))
    with django_assert_max_num_queries(queries_now):
        client.get(url)


def test_the_copy_shows_what_was_measured_and_where_it_comes_from(client: Client) -> None:
    way = make_way()
    pilot = make_measured(way)
    copy = actions.extend(
        by=way.secretary,
        project=pilot,
        partnership=way.partnership,
        place=way.subdistrict.old,
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=30),
        figures=figures_of(pilot),
    )
    shown = page(client, way.worker, f"/partnerships/projects/{copy.pk}/")
    assert "试点测得的结果" in shown
    assert f"/partnerships/projects/{pilot.pk}/" in shown
    assert "纺织厂宿舍" in page(client, way.worker, f"/partnerships/projects/{pilot.pk}/")


def test_nothing_goes_on_without_a_measured_cycle(client: Client) -> None:
    way = make_way()
    pilot = make_measured(way)
    pilot.cycles.update(state="act", outcome="")
    assert "测量过的做法才能推广" in page(client, way.secretary, f"/startpath/projects/{pilot.pk}/extend/")


def test_the_three_papers_say_the_same_in_word_and_pdf() -> None:
    way = make_way()
    path = signed(way)
    make_reasons(way, path)
    found = queries.find_path(way.secretary, path.pk)
    given = {**PLAN, "led_by": way.branch, "place": way.site, "tasks": [task_of(way)], "budget_fen": 31250}
    actions.plan_pilot(by=way.secretary, path=found, **given)
    path.refresh_from_db()
    wanted = (
        ["调查报告：楼道灯", "一、调查的问题", "走访情况", "签署人：周明远", "签署人：陈桂芳"],
        ["可行性实施方案：楼道亮起来", "三、共同分析", "没人管", "预算312.50元", "亮着的灯"],
        ["工作计划：楼道亮起来", "买灯泡", "2027年3月8日", "周明远"],
    )
    papers = [queries.report_paper(path), *queries.plan_papers(path)]
    for paper, words in zip(papers, wanted, strict=True):
        assert paper is not None
        sheets = PdfReader(io.BytesIO(pdf.render(paper))).pages
        text = "".join("".join((sheet.extract_text() or "").split()) for sheet in sheets)
        word = Word(io.BytesIO(reports.word(paper)))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        said = "".join([*(line.text for line in word.paragraphs), *cells])
        for piece in [*words, paper.number]:
            assert piece in text, (paper.kind, piece)
            assert piece in said.replace("\n", ""), (paper.kind, piece)


def test_a_started_copy_is_a_project_like_others(client: Client) -> None:
    way = make_way()
    pilot = make_measured(way)
    client.force_login(way.secretary)
    target = pilot.cycles.get().targets.get()
    data = {
        "site": f"{way.partnership.pk}-{way.subdistrict.old.pk}",
        "starts_on": today().isoformat(),
        "ends_on": (today() + dt.timedelta(days=30)).isoformat(),
        f"baseline_{target.pk}": "3",
        f"goal_{target.pk}": "30",
    }
    response = client.post(f"/startpath/projects/{pilot.pk}/extend/", data)
    copy = Project.objects.get(extends=pilot)
    assert response["Location"] == f"/partnerships/projects/{copy.pk}/"
    client.post(f"/partnerships/projects/{copy.pk}/start/")
    copy.refresh_from_db()
    assert copy.state == Project.State.RUNNING
