"""The pages, as their people meet them; nothing needs a script."""

import re

import pytest
from django.test import Client

from gongjian.core.access import Guest
from gongjian.partnerships.models import Cycle, Need, Target
from gongjian.reviews import queries
from gongjian.reviews.models import Ask, Confirmation, Decision
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate

from .factories import CODE, make_ask, make_confirmation, make_decision, make_pair, measure_all

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    """What a reader sees, with single blanks."""
    found = re.sub(r"<(script|svg).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_a_resident_confirms_in_three_steps_without_an_account(client: Client) -> None:
    pair = make_pair()
    make_ask(pair.need)
    page = client.get("/reviews/confirm/")
    assert "第 1 步，共 3 步" in text(page)
    step = client.post("/reviews/confirm/", {"code": " 7kq2-xm4p "})
    assert step.status_code == 302
    page = client.get(step.url)
    assert "第 2 步，共 3 步" in text(page)
    assert pair.need.title in text(page)
    step = client.post(step.url, {"verdict": "done"})
    page = client.get(step.url)
    assert "第 3 步，共 3 步" in text(page)
    step = client.post(step.url, {"stars": "5", "words": "卡片上字大"})
    assert step.url == "/reviews/confirm/thanks/done/"
    assert "这件事就算办好了" in text(client.get(step.url))
    found = Confirmation.objects.get()
    assert (found.verdict, found.stars, found.words) == ("done", 5, "卡片上字大")
    assert Need.objects.get().state == Need.State.MET


def test_a_link_with_the_code_skips_the_first_step(client: Client) -> None:
    pair = make_pair()
    make_ask(pair.need)
    step = client.get("/reviews/confirm/", {"code": CODE})
    assert step.status_code == 302
    assert "第 2 步" in text(client.get(step.url))
    assert (Ask.objects.get().used_at, pair.need.state) == (None, Need.State.IN_PROGRESS)


def test_resident_pages_are_large_and_not_indexed(client: Client) -> None:
    make_ask(make_pair().need)
    page = client.get("/reviews/confirm/").content.decode()
    assert 'data-gj-mode="elder"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "tel:" in page


def test_thirty_tries_in_ten_minutes_are_enough(client: Client) -> None:
    make_ask(make_pair().need)
    for _try in range(30):
        assert client.post("/reviews/confirm/", {"code": "22222222"}).status_code == 422
    assert client.post("/reviews/confirm/", {"code": CODE}).status_code == 429
    assert client.get("/reviews/confirm/", {"code": CODE}).status_code == 429
    assert client.get("/reviews/confirm/").status_code == 200


def test_the_proposer_answers_from_the_account() -> None:
    pair = make_pair()
    resident = affiliate("吴秀兰", pair.community, "resident")
    Need.objects.update(proposed_by=resident)
    page = signed_in(resident)
    assert page.get(f"/reviews/needs/{pair.need.pk}/answer/").status_code == 409
    make_ask(pair.need)
    step = page.get(f"/reviews/needs/{pair.need.pk}/answer/")
    assert step.status_code == 302
    assert pair.need.title in text(page.get(step.url))
    assert signed_in(pair.worker).get(f"/reviews/needs/{pair.need.pk}/answer/").status_code == 403


def test_a_worker_gets_the_code_shown_once() -> None:
    pair = make_pair()
    page = signed_in(pair.worker)
    made = page.post(f"/reviews/needs/{pair.need.pk}/ask/")
    ask = Ask.objects.get()
    assert made.url == f"/reviews/slips/{ask.pk}/"
    first = page.get(made.url)
    code = re.search(r"\b([2-9A-Z]{4}) ([2-9A-Z]{4})\b", text(first))
    assert code is not None
    assert queries.code_digest("".join(code.groups())) == ask.digest
    assert "no-store" in first["Cache-Control"]
    again = text(page.get(made.url))
    assert code.group() not in again
    assert "确认码只显示一次" in again


def test_the_slip_of_one_code_does_not_show_another_s() -> None:
    pair = make_pair()
    page = signed_in(pair.worker)
    old = make_ask(pair.need)
    page.post(f"/reviews/needs/{pair.need.pk}/ask/")
    assert "确认码只显示一次" in text(page.get(f"/reviews/slips/{old.pk}/"))


def test_the_worker_s_list_leads_on() -> None:
    pair = make_pair()
    page = signed_in(pair.worker)
    shown = text(page.get("/reviews/"))
    assert "有 1 位居民要回访" in shown
    assert pair.need.title in shown
    make_ask(pair.need)
    assert "没有要回访的居民" in text(page.get("/reviews/"))
    assert pair.need.title in text(page.get("/reviews/?show=asked"))
    assert pair.need.title not in text(page.get("/reviews/?show=answered"))
    assert page.get("/reviews/?show=<script>").status_code == 200


def test_by_phone_the_worker_must_have_spoken() -> None:
    pair = make_pair()
    page = signed_in(pair.worker)
    url = f"/reviews/needs/{pair.need.pk}/by-phone/"
    given = {"verdict": "partly", "stars": "3", "words": "周三来不了"}
    assert page.post(url, given).status_code == 422
    assert Confirmation.objects.count() == 0
    assert page.post(url, {**given, "spoken": "on"}).url == "/reviews/"
    assert Confirmation.objects.get().entered_by == pair.worker


def test_a_cycle_from_measuring_to_both_signatures() -> None:
    pair = make_pair()
    campus, community = signed_in(pair.secretary), signed_in(pair.chair)
    cycle, target = pair.cycle, Target.objects.get()
    url = f"/reviews/cycles/{cycle.pk}/"
    measured = campus.post(f"{url}check/", {f"value_{target.pk}": "41", f"how_{target.pk}": "逐户问"})
    assert measured.url == url
    assert "1 个目标到了 1 个，该一起决定了" in text(campus.get(url))
    given = {"outcome": "adjust", "reasons": "周三来不了", "organization": pair.branch.pk}
    assert campus.post(f"{url}decide/", given).url == url
    decision = Decision.objects.get()
    assert "我代表本组织签字" not in text(campus.get(url))
    shown = text(community.get(url))
    assert "我代表本组织签字" in shown
    assert "等您签" in shown
    signed = community.post(
        f"/reviews/decisions/{decision.pk}/sign/", {"version": "1", "organization": pair.community.pk}
    )
    assert signed.url == url
    assert Cycle.objects.get().state == Cycle.Stage.CLOSED
    shown = text(campus.get(url))
    assert "开下一轮" in shown
    assert "陈桂芳" in shown


def test_a_proposal_that_one_can_not_sign_is_changed() -> None:
    pair = make_pair()
    decision = make_decision(pair, outcome="keep")
    community = signed_in(pair.chair)
    url = f"/reviews/decisions/{decision.pk}/change/"
    assert "会用的人多了" in community.get(url).content.decode()
    given = {"outcome": "stop", "reasons": "没人来", "version": "1", "organization": pair.community.pk}
    assert community.post(url, given).url == f"/reviews/cycles/{decision.cycle_id}/"
    decision.refresh_from_db()
    assert (decision.outcome, decision.version) == ("stop", 2)
    again = signed_in(pair.secretary).post(
        f"/reviews/decisions/{decision.pk}/sign/", {"version": "1", "organization": pair.branch.pk}
    )
    assert again.status_code == 409
    assert "决定有了修改" in text(again)


def test_the_next_cycle_opens_prefilled() -> None:
    pair = make_pair()
    measure_all(pair.cycle, 22)
    Cycle.objects.update(state="closed", outcome="adjust", lessons="改到周六")
    page = signed_in(pair.secretary)
    url = f"/reviews/cycles/{pair.cycle.pk}/next/"
    shown = page.get(url).content.decode()
    assert 'value="22"' in shown
    assert "改到周六" in shown
    prefill = queries.next_cycle_prefill(pair.cycle)
    given = {
        "starts_on": prefill["starts_on"].isoformat(),
        "ends_on": prefill["ends_on"].isoformat(),
        "indicator_0": "会自己挂号的老人",
        "unit_0": "人",
        "baseline_0": "22",
        "goal_0": "60",
    }
    opened = page.post(url, given)
    second = Cycle.objects.get(number=2)
    assert opened.url == f"/reviews/cycles/{second.pk}/"
    assert (second.targets.get().baseline, second.targets.get().goal) == (22, 60)


def test_everybody_reads_a_cycle_but_not_the_residents_words(client: Client) -> None:
    pair = make_pair()
    make_confirmation(pair.need, words="我家孙子周三放学早")
    make_decision(pair)
    url = f"/reviews/cycles/{pair.cycle.pk}/"
    for reader in (client, signed_in(make_user("路人"))):
        shown = text(reader.get(url))
        assert "会自己挂号的老人" in shown
        assert "我家孙子" not in shown
        assert "会用的人多了" not in shown
    assert "我家孙子" in text(signed_in(pair.worker).get(url))


def test_forged_links_lead_nowhere(client: Client) -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    token = Guest.holding("reviews.confirm_need", ask, capability="ask:1").token
    assert client.get(f"/reviews/confirm/{token}x/").status_code == 404
    assert client.get(f"/reviews/confirm/{token}/excellent/").status_code == 404
    assert client.get("/reviews/confirm/thanks/excellent/").status_code == 404
    assert client.get(f"/reviews/confirm/{token}/").status_code == 200


def test_used_links_say_so(client: Client) -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    token = Guest.holding("reviews.confirm_need", ask, capability="ask:1").token
    client.post(f"/reviews/confirm/{token}/done/", {"stars": "5"})
    again = client.post(f"/reviews/confirm/{token}/not_done/", {"stars": "1"})
    assert again.status_code == 409
    assert "您已经告诉过我们了" in text(again)
    assert Confirmation.objects.get().verdict == "done"
