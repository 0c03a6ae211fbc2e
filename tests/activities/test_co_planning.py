"""A draft begins from what went well before, and the partner looks at it before it opens."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from gongjian.activities import actions
from gongjian.activities.models import Activity, Rating, Tell
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity
from tests.activities.test_views import form_data, page, url


def rated(pair: Pair, title: str, *stars: int, **fields: Any) -> Activity:
    activity = make_activity(pair.branch, pair.community, title=title, state="settled", **fields)
    for number, each in enumerate(stars):
        Rating.objects.create(activity=activity, person=make_user(f"评价人{number}"), stars=each)
    return activity


def test_a_draft_begins_from_the_best_rated(client: Client, pair: Pair) -> None:
    rated(pair, "一般的课堂", 3)
    best = rated(pair, "最好的课堂", 5, 5, checklist=["借投影仪", "印步骤卡"], skills=["讲解"])
    rated(pair, "没人评价的课堂")
    client.force_login(pair.secretary)
    shown = page(client, "draft", query=f"?project={pair.project.pk}")
    assert shown.index("最好的课堂") < shown.index("一般的课堂")
    assert "没人评价的课堂" not in shown
    filled = page(client, "draft", query=f"?like={best.pk}&project={pair.project.pk}")
    assert "借投影仪\n印步骤卡" in filled
    assert 'value="最好的课堂"' in filled
    assert 'name="contact_phone" value="0791' not in filled
    for wrong in ("0", "x", "9" * 30):
        page(client, "draft", query=f"?like={wrong}")


def test_the_checklist_is_for_organisers(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    data = form_data(organizer=pair.branch.pk, project=pair.project.pk, checklist=" 借投影仪 \n\n印步骤卡")
    client.post(url("draft"), data)
    activity = Activity.objects.get()
    assert activity.checklist == ["借投影仪", "印步骤卡"]
    assert "印步骤卡" in page(client, "detail", activity.pk)
    actions.publish(by=pair.secretary, activity=activity)
    assert "印步骤卡" not in Client().get(url("detail", activity.pk)).content.decode()


def test_too_long_a_checklist(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    data = form_data(organizer=pair.branch.pk, project=pair.project.pk, checklist="\n".join(["一件事"] * 31))
    answer = client.post(url("draft"), data)
    assert (answer.status_code, Activity.objects.count()) == (422, 0)
    assert "最多 30 行" in answer.content.decode()


def test_the_partner_is_asked_and_edits(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state="draft")
    client.force_login(pair.secretary)
    assert url("hand_over", activity.pk) in page(client, "detail", activity.pk)
    client.post(url("hand_over", activity.pk))
    assert Notice.objects.get(kind=Tell.HANDED_OVER).to_id == pair.worker.pk
    actions.edit(by=pair.worker, activity=activity, title="改过的课堂")
    with pytest.raises(PermissionDenied):
        actions.hand_over(by=pair.worker, activity=activity)
    actions.publish(by=pair.secretary, activity=activity)
    with pytest.raises(Refused):
        actions.hand_over(by=pair.secretary, activity=activity)
    alone = make_activity(pair.branch, state="draft")
    with pytest.raises(Refused):
        actions.hand_over(by=pair.secretary, activity=alone)
