"""Pages: the resident's three questions, the receipt, the neighbourhood's desk, the two sides, the project."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.documents.models import Document
from gongjian.documents.pdf import render
from gongjian.partnerships import actions
from gongjian.partnerships.models import Claim, Cycle, Need, Partnership, Project, Resource, Verb
from gongjian.threads.actions import post

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_need,
    make_open_need,
    make_partnership,
    make_resource,
    make_running_project,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def text(response: Any) -> str:
    return response.content.decode()


def sign_in(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


# ---------------------------------------------------------------- the neighbourhood


def test_a_worker_writes_a_need_down_and_prints_the_slip(client: Client, town: Town) -> None:
    sign_in(client, town.worker)
    page = client.get(url("take_down"))
    data = {
        "kind": "wish", "title": "陪看病", "words": "下周三去医院", "category": "health", "people_wanted": "1",
        "beneficiaries": "1", "urgency": "soon", "until": page.context["form"]["until"].value().isoformat(),
        "contact_name": "吴阿姨", "contact": "13800002207", "publish_now": "on",
        "token": page.context["form"]["token"].value(),
    }  # fmt: skip
    for _click in range(2):
        slip = client.post(url("take_down"), data)
        assert slip.status_code == 200
    need = Need.objects.get()
    assert (need.taken_down_by, need.proposed_by, need.state) == (town.worker, None, Need.State.OPEN)
    assert slip.context["secret"] in text(slip)
    assert "13800002207" not in text(slip)


def test_the_neighbourhoods_own_need_has_a_proposer(client: Client, town: Town) -> None:
    sign_in(client, town.worker)
    data = {
        "kind": "need", "title": "换楼道灯", "words": "三个楼道没灯", "category": "facilities", "people_wanted": "3",
        "beneficiaries": "40", "urgency": "normal", "until": (clock.today() + dt.timedelta(days=30)).isoformat(),
    }  # fmt: skip
    client.post(url("take_down"), data)
    need = Need.objects.get()
    assert (need.proposed_by, need.taken_down_by, need.state) == (town.worker, None, Need.State.PROPOSED)


def test_the_queue_names_what_waits(client: Client, town: Town) -> None:
    make_need(town.community, title="待看的")
    make_need(town.district.other_community, title="别人的")
    claim = make_claim(make_open_need(town.community, title="有人来的"), town.branch, person=town.secretary)
    page = text(sign_in(client, town.worker).get(url("queue")))
    assert "有 1 件需求等您看" in page
    assert all(words in page for words in ("待看的", "有人来的", claim.organization.label))
    assert "别人的" not in page


def test_the_contact_is_masked_until_it_is_asked_for(client: Client, town: Town) -> None:
    need = make_open_need(town.community, contact="13800002207", contact_name="郑桂英")
    for person in (town.member, town.secretary, town.subdistrict, town.resident):
        page = text(sign_in(client, person).get(url("need", need.pk)))
        assert [words for words in ("13800002207", "138****", "郑") if words in page] == []
    page = text(sign_in(client, town.worker).get(url("need", need.pk)))
    assert "138****2207" in page
    assert "13800002207" not in page
    shown = client.post(url("show_contact", need.pk), {"reason": "约时间"})
    assert "13800002207" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert Entry.objects.get(verb=Verb.NEED_CONTACT_SHOWN).facts == {"reason": "约时间"}
    assert "13800002207" not in text(client.get(url("show_contact", need.pk)))


def test_who_sees_offers_and_the_conversation(client: Client, town: Town) -> None:
    need = make_open_need(town.community)
    make_claim(need, town.branch, person=town.secretary, words="我们周三来")
    post(by=town.worker, subject=need, organization=town.community, words="家里没有无线网", token="one")
    seen = {}
    for name in (
        "secretary",
        "worker",
        "liaison",
        "college",
        "subdistrict",
        "member",
        "other_secretary",
        "resident",
    ):
        page = text(sign_in(client, getattr(town, name)).get(url("need", need.pk)))
        seen[name] = ("我们周三来" in page, "家里没有无线网" in page, "说一句" in page)
    assert seen == {
        "secretary": (True, True, True),
        "worker": (True, True, True),
        "liaison": (True, True, True),
        "college": (True, True, False),
        "subdistrict": (True, True, False),
        "member": (False, False, False),
        "other_secretary": (False, False, False),
        "resident": (False, False, False),
    }
    visitor = text(Client().get(url("need", need.pk)))
    assert "我们周三来" not in visitor
    assert "谁合适" not in visitor


def test_one_button_leads_each_person_on(client: Client, town: Town) -> None:
    """The words of the page's one primary button, for each state and person."""
    wish = make_claimed_need(town.community, town.branch, kind=Need.Kind.WISH)
    claimed = make_claimed_need(town.community, town.other_branch)
    proposed, opened = make_need(town.community), make_open_need(town.community)
    expected = {
        (town.worker, proposed): "看过，去发布",
        (town.secretary, opened): "我们来认领",
        (town.member, opened): None,
        (town.secretary, wish): "已经开始办",
        (town.other_secretary, claimed): "起草协议",
        (town.member, claimed): None,
    }
    found = {}
    for person, need in expected:
        page = text(sign_in(client, person).get(url("need", need.pk)))
        primary = [part.split("</")[0] for part in page.split("btn-primary")[1:]]
        assert len(primary) <= 1
        found[person, need] = next((w for w in expected.values() if w and primary and w in page), None)
    assert found == expected


# ---------------------------------------------------------------- the two sides


def test_from_the_accepted_offer_to_the_signed_paper(client: Client, town: Town) -> None:
    need = make_open_need(town.community, words="手机不会用", category="digital")
    sign_in(client, town.secretary)
    client.post(url("offer_claim", need.pk), {"organization": town.branch.pk, "words": "周三来"})
    claim = need.claims.get()
    sign_in(client, town.worker).post(url("accept_claim", claim.pk))
    sign_in(client, town.secretary)
    form = client.get(url("draft") + f"?claim={claim.pk}").context["form"]
    names = [name for name in form.fields if form[name].value() is not None]
    data = {name: form[name].value() for name in names}
    assert data["purpose"] == "手机不会用"
    answer = client.post(url("draft"), data)
    partnership = Partnership.objects.get()
    assert answer["Location"] == url("partnership", partnership.pk)
    client.post(url("propose_partnership", partnership.pk))
    for person, organization in ((town.secretary, town.branch), (town.community_secretary, town.community)):
        sign_in(client, person)
        client.post(url("sign_partnership", partnership.pk), {"organization": organization.pk, "version": 1})
    partnership.refresh_from_db()
    assert partnership.state == Partnership.State.ACTIVE
    page = text(client.get(url("partnership", partnership.pk)))
    assert "第 1 年" in page
    assert reverse("documents:download", args=[Document.objects.get().pk]) in page
    assert render(Document.objects.get())[:5] == b"%PDF-"
    assert "立项目" in text(sign_in(client, town.secretary).get(url("need", need.pk)))


def test_the_agreement_page_lets_each_side_sign_for_itself(client: Client, town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    seen = {}
    for name in ("secretary", "community_secretary", "worker", "liaison", "college", "subdistrict"):
        page = text(sign_in(client, getattr(town, name)).get(url("partnership", partnership.pk)))
        seen[name] = [org for org in ("计本三", "梧桐苑") if f"我代表{org}签字" in page]
    assert seen == {
        "secretary": ["计本三"],
        "community_secretary": ["梧桐苑"],
        "worker": [],
        "liaison": [],
        "college": [],
        "subdistrict": [],
    }


def test_an_overlap_is_shown_as_a_warning(client: Client, town: Town) -> None:
    make_active_partnership(town.branch, town.community, title="已有的协议")
    again = make_partnership(town.branch, town.community)
    page = text(sign_in(client, town.secretary).get(url("partnership", again.pk)))
    assert "这个领域已经有生效的协议。" in page
    assert "已有的协议" in page


def test_the_workspace_counts_what_is_there_and_invents_nothing(client: Client, town: Town) -> None:
    partnership = make_active_partnership(
        town.branch, town.community, active_since=clock.now() - dt.timedelta(days=742)
    )
    make_open_need(town.community, title="想读报")
    make_resource(town.branch, title="志愿队")
    make_running_project(partnership, title="课堂")
    page = text(client.get(url("partnership", partnership.pk)))
    assert all(
        words in page for words in ("第 3 年", "结对 742 天", "想读报", "志愿队", "课堂", "946 户", "周明远")
    )
    assert "党员" not in page
    member = text(sign_in(client, town.member).get(url("partnership", partnership.pk)))
    assert "立项目" not in member
    assert "立项目" in text(sign_in(client, town.liaison).get(url("partnership", partnership.pk)))


def test_an_edit_form_starts_with_the_text_and_asks_for_new_signatures(client: Client, town: Town) -> None:
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    actions.sign_partnership(by=town.secretary, partnership=partnership, organization=town.branch)
    form = sign_in(client, town.worker).get(url("edit_partnership", partnership.pk)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert data[f"duties_{town.branch.pk}"] == "每周派 4 名志愿者"
    client.post(url("edit_partnership", partnership.pk), {**data, "rhythm": "每季一次"})
    partnership.refresh_from_db()
    assert (partnership.rhythm, partnership.version) == ("每季一次", 2)
    assert partnership.parties.filter(signed_at__isnull=False).count() == 0


def test_resources_are_added_offered_and_found(client: Client, town: Town) -> None:
    sign_in(client, town.secretary)
    data = {
        "organization": town.branch.pk,
        "kind": "people",
        "title": "志愿队",
        "category": "digital",
        "people": "12",
    }
    answer = client.post(
        url("add_resource"), {**data, "skills": "教手机，耐心", "times": ["weekend_morning"]}
    )
    resource = Resource.objects.get()
    assert answer["Location"] == url("resource", resource.pk)
    assert (resource.skills, resource.times) == (["教手机", "耐心"], ["weekend_morning"])
    assert "志愿队" not in text(Client().get(url("resources")))
    client.post(url("offer_resource", resource.pk))
    assert "志愿队" in text(Client().get(url("resources") + "?q=志愿&side=campus&kind=people"))


# ---------------------------------------------------------------- projects


def plan_data(town: Town, **fields: str) -> dict[str, str]:
    day = clock.today()
    return {
        "title": "智慧助老课堂", "problem": "不会挂号", "target_group": "老人", "led_by": str(town.branch.pk),
        "starts_on": day.isoformat(), "ends_on": (day + dt.timedelta(days=60)).isoformat(),
        "target-TOTAL_FORMS": "3", "target-INITIAL_FORMS": "0",
        "target-0-indicator": "会挂号的老人", "target-0-unit": "人", "target-0-baseline": "14", "target-0-goal": "40",
        **fields,
    }  # fmt: skip


def test_a_plan_is_filled_from_the_need_and_becomes_a_project(client: Client, town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    need = make_claimed_need(town.community, town.branch, words="不会挂号")
    sign_in(client, town.liaison)
    form = client.get(url("plan", partnership.pk) + f"?need={need.pk}").context["form"]
    assert (form["problem"].value(), form["needs"].value()) == ("不会挂号", [need.pk])
    second = {
        "target-1-indicator": "愿意再来",
        "target-1-unit": "%",
        "target-1-baseline": "80",
        "target-1-goal": "90",
    }
    answer = client.post(url("plan", partnership.pk), plan_data(town, needs=str(need.pk), **second))
    project = Project.objects.get()
    assert answer["Location"] == url("project", project.pk)
    assert project.cycles.get().targets.count() == 2
    client.post(url("start_project", project.pk))
    client.post(
        url("measure_target", project.cycles.get().targets.all()[0].pk), {"value": "41", "how": "名单"}
    )
    page = text(client.get(url("project", project.pk)))
    assert all(words in page for words in ("41 / 40", "到了", "第 1 轮", "策划", "实施", "改进", "完善"))


def test_a_project_page_shows_every_cycle(client: Client, town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    Cycle.objects.update(state=Cycle.Stage.CLOSED, outcome="keep", lessons="改到周六")
    Cycle.objects.create(
        project=project, number=2, starts_on=clock.today(), ends_on=clock.today() + dt.timedelta(days=9)
    )
    newest = text(client.get(url("project", project.pk)))
    first = text(client.get(url("project", project.pk) + "?cycle=1"))
    wrong = text(client.get(url("project", project.pk) + "?cycle=99"))
    assert "改到周六" in first
    assert "改到周六" not in newest
    assert newest.count("<h1>") == wrong.count("<h1>") == 1


def test_a_cycle_moves_on_by_a_button(client: Client, town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    cycle = project.cycles.get()
    sign_in(client, town.worker).post(url("move_cycle", cycle.pk), {"to": "improve"})
    cycle.refresh_from_db()
    assert cycle.state == Cycle.Stage.IMPROVE
    assert "进入完善" in text(client.get(url("project", project.pk)))


# ---------------------------------------------------------------- everywhere


def test_pages_speak_english_when_asked(client: Client, town: Town) -> None:
    make_open_need(town.community)
    client.cookies["django_language"] = "en"
    assert "1 thing that residents need help with" in text(client.get(url("needs")))


def test_hostile_words_are_shown_as_words(client: Client, town: Town) -> None:
    hostile = "<script>alert(1)</script>"
    need = make_open_need(town.community, title=hostile, words=hostile)
    partnership = make_active_partnership(town.branch, town.community, title=hostile, purpose=hostile)
    project = make_running_project(partnership, title=hostile, problem=hostile)
    resource = make_resource(town.branch, title=hostile, words=hostile, skills=[hostile])
    make_claim(need, town.branch, person=town.secretary, words=hostile)
    sign_in(client, town.worker)
    for page in (
        url("needs"), url("need", need.pk), url("index"), url("partnership", partnership.pk), url("projects"),
        url("project", project.pk), url("resources"), url("resource", resource.pk), url("queue"),
    ):  # fmt: skip
        assert hostile not in text(client.get(page)), page


ODD = ["page=0", "page=x", "page=99999", "q=%00", "category=nope", f"community={10**24}", "state=proposed"]


@pytest.mark.parametrize("query", [f"?{odd}" for odd in ODD])
def test_lists_survive_any_query(client: Client, town: Town, query: str) -> None:
    make_open_need(town.community)
    for name in ("needs", "resources", "index", "projects"):
        assert client.get(url(name) + query).status_code == 200


def test_a_claim_of_the_past_is_no_secret_of_the_public(client: Client, town: Town) -> None:
    need = make_open_need(town.community)
    make_claim(
        need, town.branch, person=town.secretary, state=Claim.State.REFUSED, words="旧的话", reason="不合适"
    )
    assert "旧的话" not in text(client.get(url("need", need.pk)))
