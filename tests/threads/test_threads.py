"""Messages between the sides: who reads and writes, who is told, taking words back, races, bad input."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.notices.models import Notice
from gongjian.notices.tasks import write_digests
from gongjian.organizations.posts import Post as Posting
from gongjian.partnerships.models import Claim, Need, Partnership, Project
from gongjian.threads import actions, queries
from gongjian.threads.models import Post, Tell, Thread
from gongjian.threads.registry import SUBJECTS
from tests.bad_input import Case, check
from tests.organizations.factories import appoint
from tests.partnerships.conftest import Town, make_town
from tests.partnerships.factories import (
    make_active_partnership,
    make_claim,
    make_open_need,
    make_partnership,
    make_running_project,
)
from tests.races import failures, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def need(town: Town) -> Need:
    need = make_open_need(town.community)
    make_claim(need, town.branch, person=town.secretary)
    return need


@pytest.fixture
def agreed(town: Town) -> Partnership:
    return make_active_partnership(town.branch, town.community)


@pytest.fixture
def project(agreed: Partnership) -> Project:
    return make_running_project(agreed)


def write(person: Any, subject: Any, side: Any, words: str = "周三行吗？", token: str = "") -> Post:
    token = token or f"form {Post.objects.count()}"
    return actions.post(by=person, subject=subject, organization=side, words=words, token=token)


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person, kind=Tell.POSTED).values_list("facts__subject", flat=True))


def test_three_kinds_of_subjects_are_talked_about() -> None:
    assert SUBJECTS.keys() == {"need", "partnership", "project"}


@pytest.mark.parametrize("kind", ["need", "agreed", "project"])
def test_both_sides_write_and_read(town: Town, kind: str, request: pytest.FixtureRequest) -> None:
    subject = request.getfixturevalue(kind)
    write(town.worker, subject, town.community, " 周三行吗？ ")
    write(town.liaison, subject, town.branch, "行")
    talk = queries.talk(town.secretary, subject)
    assert talk is not None
    assert [(post.author_name, post.organization, post.words) for post in talk.posts] == [
        ("王秀兰", town.community, "周三行吗？"), ("许一鸣", town.branch, "行"),
    ]  # fmt: skip
    assert told(town.secretary) == [str(subject)]
    assert told(town.worker) == [str(subject)]
    assert told(town.community_secretary) == [str(subject)]
    readers = (
        "secretary",
        "worker",
        "liaison",
        "college",
        "subdistrict",
        "member",
        "other_secretary",
        "resident",
    )
    seen = {name for name in readers if queries.talk(getattr(town, name), subject)}
    assert seen == {"secretary", "worker", "liaison", "college", "subdistrict"}


def test_nobody_writes_for_a_side_that_is_not_theirs(town: Town, need: Need, agreed: Partnership) -> None:
    cases = [
        (town.secretary, need, town.community), (town.worker, need, town.branch),
        (town.other_secretary, need, town.other_branch), (town.college, agreed, town.branch),
        (town.secretary, agreed, town.community), (town.resident, agreed, town.community),
    ]  # fmt: skip
    for person, subject, side in cases:
        with pytest.raises(PermissionDenied):
            write(person, subject, side)
    elsewhere = appoint(town.liaison, town.university.second, Posting.LIAISON)
    with pytest.raises(PermissionDenied):
        write(elsewhere, agreed, town.university.second)
    assert Thread.objects.count() == 0


def test_who_gave_an_offer_back_reads_no_longer(town: Town, need: Need) -> None:
    write(town.worker, need, town.community)
    assert queries.talk(town.secretary, need)
    need.claims.update(state=Claim.State.WITHDRAWN)
    assert queries.talk(town.secretary, need) is None


def test_people_are_told_once_until_they_have_read(town: Town, agreed: Partnership) -> None:
    for words in ("一", "二", "三"):
        write(town.worker, agreed, town.community, words)
    assert len(told(town.secretary)) == 1
    assert told(town.worker) == []
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        assert actions.mark_read(by=town.secretary, subject=agreed) == 1
        assert actions.mark_read(by=town.secretary, subject=agreed) == 0
        write(town.worker, agreed, town.community, "四")
    assert len(told(town.secretary)) == 2
    talk = queries.talk(town.secretary, agreed)
    assert talk is not None
    assert talk.new_since is not None
    assert [post.words for post in talk.posts if post.at >= talk.new_since] == ["四"]


def test_who_wrote_before_is_told_of_the_answer_while_they_may_read(town: Town, need: Need) -> None:
    write(town.liaison, need, town.branch)
    write(town.worker, need, town.community, "行")
    assert told(town.liaison) == [need.title]
    need.claims.update(state=Claim.State.WITHDRAWN)
    actions.mark_read(by=town.worker, subject=need)
    Notice.objects.all().delete()
    write(town.worker, need, town.community, "那算了")
    assert told(town.liaison) == []


def test_new_messages_stand_in_the_daily_digest(town: Town, agreed: Partnership) -> None:
    person = town.secretary
    person.identifiers.all()
    with clock.moved_to(clock.at(clock.today(), 9)):
        write(town.worker, agreed, town.community)
    assert Notice.objects.filter(to=person, digest=None, read_at=None).count() == 1
    with clock.moved_to(clock.at(clock.today(), 11)):
        write_digests()
    waiting = Notice.objects.get(to=person)
    assert str(waiting) == f"“{agreed.title}”有新留言。"


def test_own_words_may_be_taken_back_and_the_page_says_so(
    client: Client, town: Town, agreed: Partnership
) -> None:
    mine = write(town.secretary, agreed, town.branch, "记错了日子")
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=town.worker, post=mine)
    for _again in range(2):
        actions.withdraw(by=town.secretary, post=mine)
    assert Post.objects.count() == 1
    assert Entry.objects.filter(verb="threads.withdrawn").count() == 1
    client.force_login(town.worker)
    for page in (
        reverse("threads:thread", args=["partnership", agreed.pk]),
        reverse("partnerships:partnership", args=[agreed.pk]),
    ):
        shown = client.get(page).content.decode()
        assert "作者已撤回" in shown
        assert "记错了日子" not in shown


def test_the_page_writes_marks_and_withdraws(client: Client, town: Town, agreed: Partnership) -> None:
    write(town.worker, agreed, town.community, "<b>周三</b>行吗？")
    page, read = (
        reverse(f"threads:{name}", args=["partnership", agreed.pk]) for name in ("thread", "mark_read")
    )
    client.force_login(town.secretary)
    shown = client.get(page).content.decode()
    assert "&lt;b&gt;周三&lt;/b&gt;" in shown
    assert "有新留言" in client.get(reverse("partnerships:partnership", args=[agreed.pk])).content.decode()
    data = {"organization": town.branch.pk, "words": "行", "token": "abc"}
    for _again in range(2):  # the button pressed twice
        answer = client.post(page, data)
        assert answer["Location"].endswith("#thread")
    assert Post.objects.count() == 2
    assert client.post(read).status_code == 302
    assert "有新留言" not in client.get(page).content.decode()
    mine = Post.objects.get(author=town.secretary)
    assert client.post(reverse("threads:withdraw", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.withdrawn_at


def test_a_page_of_many_posts_takes_as_many_queries_as_one(
    client: Client, town: Town, agreed: Partnership, django_assert_max_num_queries: Any
) -> None:
    client.force_login(town.secretary)
    page = reverse("threads:thread", args=["partnership", agreed.pk])
    counts = []
    for number in (1, 3):
        for _post in range(number):
            write(town.worker, agreed, town.community)
        client.get(page)
        with django_assert_max_num_queries(40) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


BAD = [
    Case("missing", {"words": ""}, "请先写点内容。"),
    Case("only blanks", {"words": " \n "}, "请先写点内容。"),
    Case("too long", {"words": "长" * 1001}, "1000", kept="长长长"),
    Case("null byte", {"words": "你\x00好"}, "字符"),
    Case("another side", {"words": "你好", "organization": "@theirs"}, "请重新选择", kept="你好"),
    Case("no key", {"words": "你好", "organization": "x"}, "请重新选择", kept="你好"),
    Case("too long a token", {"words": "你好", "token": "t" * 41}, "40"),
]


@pytest.mark.parametrize("case", BAD, ids=str)
@pytest.mark.parametrize("kind", ["need", "partnership", "project"])
def test_bad_input(
    client: Client, town: Town, need: Need, agreed: Partnership, project: Project, kind: str, case: Case
) -> None:
    subject = {"need": need, "partnership": agreed, "project": project}[kind]
    client.force_login(town.secretary)
    data = {"organization": town.branch.pk, **case.data}
    if data["organization"] == "@theirs":
        data["organization"] = town.community.pk
    page = reverse("threads:thread", args=[kind, subject.pk])
    check(client, page, Case(case.kind, data, case.message, kept=case.kept))


def test_what_is_not_there_is_not_found(client: Client, town: Town) -> None:
    client.force_login(town.secretary)
    hidden = make_partnership(town.other_branch, town.community)
    for kind, pk in (("need", 99), ("salary", 1), ("partnership", hidden.pk)):
        assert client.get(reverse("threads:thread", args=[kind, pk])).status_code == 404
    assert client.post(reverse("threads:withdraw", args=[99])).status_code == 404


def test_too_many_words_in_a_short_time(client: Client, town: Town, agreed: Partnership) -> None:
    client.force_login(town.secretary)
    page = reverse("threads:thread", args=["partnership", agreed.pk])
    answers = [
        client.post(page, {"organization": town.branch.pk, "words": "喂"}).status_code for _n in range(31)
    ]
    assert (answers[29], answers[30]) == (302, 429)
    with pytest.raises(ValidationError):
        write(town.secretary, agreed, town.branch, "长" * 1001)


@pytest.mark.django_db(transaction=True)
def test_both_sides_begin_at_once_and_one_form_is_sent_three_times(transactional_db: None) -> None:
    town = make_town()
    agreed = make_active_partnership(town.branch, town.community)
    said = together(
        [lambda: write(town.worker, agreed, town.community, token="a")]
        + [lambda: write(town.secretary, agreed, town.branch, token="b")] * 3
    )
    assert failures(said) == []
    assert Thread.objects.count() == 1
    assert Post.objects.count() == 2
    assert list(queries.invariants()) == []
