"""The outbox: digests once a day, quiet hours, tries with growing pauses, peers over real HTTP."""

import datetime as dt
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.notices import actions, queries, tasks
from gongjian.notices.ledger import Address, notify
from gongjian.notices.models import Delivery, Notice, OutboxMessage
from gongjian.policy.models import RuleValue
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
KIND = "feedback.answered"
DAY = dt.date(2026, 4, 16)
NOON = at(DAY, 12)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


def told(person: User, moment: dt.datetime = NOON - 2 * HOUR, receipt: str = "YJ-1") -> Notice:
    with moved_to(moment):
        notify(person, KIND, person, link="/x/", receipt=receipt)
    return Notice.objects.latest("pk")


def address(value: str = "a@b.cn", *, urgent: bool = False, moment: dt.datetime = NOON) -> Delivery:
    with moved_to(moment):
        notify(Address("email" if "@" in value else "sms", value, urgent), KIND, make_user(), receipt="YJ-1")
    return Delivery.objects.latest("pk")


def state(delivery: Delivery) -> tuple[str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts


# ------------------------------------------------------------------ digests


def test_a_digest_gathers_what_is_unread(settings: Any) -> None:
    settings.SITE = {**settings.SITE, "base_url": "https://gj.example"}
    person = make_user(email="lin@example.org")
    told(person, receipt="YJ-1")
    told(person, receipt="YJ-2")
    read = told(person, receipt="YJ-3")
    actions.mark_read(by=person, notice=read)
    with moved_to(NOON):
        assert (tasks.write_digests(), tasks.send_due()) == (1, 1)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["lin@example.org"], "您在同心桥的未读消息")
    assert message.body == (
        "您有 2 条未读消息：\n\n1. 您的意见 YJ-1 有答复了。\n2. 您的意见 YJ-2 有答复了。\n\n"
        "在这里阅读：https://gj.example/notices/\n这样的邮件一天最多一封。"
    )
    assert Delivery.objects.get().state == "sent"


def test_a_digest_speaks_the_persons_language() -> None:
    person = make_user(email="lin@example.org")
    User.objects.update(language="en")
    told(person)
    with moved_to(NOON):
        tasks.write_digests()
        tasks.send_due()
    assert mail.outbox[0].body.startswith(
        "You have 1 unread message:\n\n1. Your remark YJ-1 has been answered."
    )


def test_one_digest_a_day_and_nothing_said_twice() -> None:
    person = make_user(email="lin@example.org")
    told(person)
    made = []
    for hours in (0, 1, 2, 24, 25):
        if hours == 1:
            told(person, NOON - 90 * MINUTE + HOUR, "YJ-2")
        with moved_to(NOON + hours * HOUR):
            made.append(tasks.write_digests())
            tasks.send_due()
    assert made == [1, 0, 0, 1, 0]
    assert ["YJ-1" in message.body for message in mail.outbox] == [True, False]
    assert ["YJ-2" in message.body for message in mail.outbox] == [False, True]


@pytest.mark.parametrize("minutes", [0, 59])
def test_a_fresh_message_gets_time_to_be_read_in_the_app(minutes: int) -> None:
    told(make_user(email="lin@example.org"), NOON - minutes * MINUTE)
    with moved_to(NOON):
        assert tasks.write_digests() == 0


def test_no_digest_without_address_for_the_closed_or_for_old_news() -> None:
    told(make_user("无邮箱", phone="13800002207"))
    told(make_user("停用", email="x@example.org", is_active=False))
    told(make_user("旧闻", email="y@example.org"), NOON - dt.timedelta(days=4))
    with moved_to(NOON):
        assert tasks.write_digests() == 0


def test_what_was_read_meanwhile_is_skipped() -> None:
    person = make_user(email="lin@example.org")
    told(person)
    with moved_to(NOON):
        tasks.write_digests()
        actions.mark_all_read(by=person)
        assert tasks.send_due() == 0
    assert (Delivery.objects.get().state, mail.outbox) == ("skipped", [])


# ------------------------------------------------------------------ quiet hours

QUIET = [
    (20, 59, False),
    (21, 0, True),
    (23, 59, True),
    (0, 0, True),
    (7, 59, True),
    (8, 0, False),
    (12, 0, False),
]


@pytest.mark.parametrize(("hour", "minute", "quiet"), QUIET)
def test_nothing_leaves_at_night(hour: int, minute: int, quiet: bool) -> None:
    moment = at(DAY, hour, minute)
    told(make_user(email="lin@example.org"), moment - 2 * HOUR)
    address(moment=moment - HOUR)
    with moved_to(moment):
        assert queries.is_quiet(moment) is quiet
        assert tasks.write_digests() == (0 if quiet else 1)
        assert tasks.send_due() == (0 if quiet else 2)


def rule(key: str, value: Any) -> None:
    RuleValue.objects.create(
        key=key, value=value, valid_from=dt.date(2020, 1, 2), source="本地规定", certainty="L"
    )


def test_quiet_hours_are_a_dated_rule() -> None:
    rule("notice.quiet_from", "12:00")
    rule("notice.quiet_until", "14:00")
    assert [queries.is_quiet(at(DAY, hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]


def test_what_was_asked_for_this_minute_leaves_at_night_too() -> None:
    night = at(DAY, 23)
    address("a@b.cn", urgent=True, moment=night)
    address("c@d.cn", moment=night)
    with moved_to(night):
        assert tasks.send_due() == 1
    assert [message.to for message in mail.outbox] == [["a@b.cn"]]


def test_a_rule_can_forbid_digests() -> None:
    rule("notice.digests_per_day", 0)
    told(make_user(email="lin@example.org"))
    with moved_to(NOON):
        assert tasks.write_digests() == 0


# ------------------------------------------------------------------ one way out


def test_a_mail_to_an_address_says_nothing_in_its_subject() -> None:
    delivery = address("zhang@example.org")
    with moved_to(NOON):
        assert (tasks.send_due(), tasks.send_due()) == (1, 0)
    (message,) = mail.outbox
    assert (message.subject, message.body) == ("同心桥：有一条消息", "您的意见 YJ-1 有答复了。")
    assert state(delivery) == ("sent", 1)
    assert delivery.sent_at == NOON


class Peer(BaseHTTPRequestHandler):
    """An SMS gateway that remembers, and answers as it is told."""

    got: list[tuple[dict[str, Any], str]] = []
    status, answer = 200, b"{}"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((json.loads(body), self.headers.get("Authorization", "")))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def peer() -> Iterator[Any]:
    kind = type("OnePeer", (Peer,), {"got": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.serve_forever, daemon=True).start()
    kind.url = f"http://127.0.0.1:{server.server_port}/send"  # type: ignore[attr-defined]
    yield kind
    server.shutdown()
    server.server_close()


def test_a_text_message_goes_to_the_gateway(peer: Any, settings: Any) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = peer.url, "s3cret"
    delivery = address("13800002207")
    with moved_to(NOON):
        assert tasks.send_due() == 1
    assert peer.got == [
        ({"to": "13800002207", "text": "【同心桥】您的意见 YJ-1 有答复了。"}, "Bearer s3cret")
    ]
    assert state(delivery) == ("sent", 1)
    assert OutboxMessage.objects.count() == 0


def test_a_gateway_that_fails_is_tried_again_later_and_later(peer: Any, settings: Any) -> None:
    settings.SMS_GATEWAY_URL, peer.status = peer.url, 503
    delivery = address("13800002207")
    waits, moment = [], NOON
    for _attempt in range(5):
        with moved_to(moment):
            assert (tasks.send_due(), tasks.send_due()) == (0, 0)
        delivery.refresh_from_db()
        waits.append((delivery.due_at - moment) / MINUTE)
        moment = delivery.due_at
    assert waits == [2, 4, 8, 16, 32]
    assert state(delivery) == ("failed", 5)
    assert delivery.error == "HTTPError: HTTP Error 503: Service Unavailable"
    assert len(peer.got) == 5
    assert queries.failed_deliveries() == 1
    with moved_to(moment + HOUR):
        assert tasks.send_due() == 0


def test_a_gateway_that_recovers_gets_it(peer: Any, settings: Any) -> None:
    settings.SMS_GATEWAY_URL, peer.status = peer.url, 500
    delivery = address("13800002207")
    with moved_to(NOON):
        tasks.send_due()
    peer.status = 200
    with moved_to(NOON + 3 * MINUTE):
        assert tasks.send_due() == 1
    assert state(delivery) == ("sent", 2)
    assert delivery.error == ""


def test_nobody_listens(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"
    delivery = address("13800002207")
    with moved_to(NOON):
        assert tasks.send_due() == 0
    assert state(delivery) == ("waiting", 1)
    assert delivery.error.startswith("URLError")


def test_without_a_gateway_the_demo_keeps_it_and_production_says_so(settings: Any) -> None:
    kept = address("13800002207")
    with moved_to(NOON):
        assert tasks.send_due() == 1
    assert [(m.channel, m.to, m.body) for m in queries.outbox()] == [
        ("sms", "13800002207", "【同心桥】您的意见 YJ-1 有答复了。")
    ]
    assert state(kept) == ("sent", 1)
    settings.KEEP_OUTBOX = False
    failed = address("13800002208")
    with moved_to(NOON):
        assert tasks.send_due() == 0
    assert state(failed) == ("failed", 1)
    assert failed.error == "没有设置短信网关（SMS_GATEWAY_URL）。"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/", "gateway"])
def test_only_web_addresses_are_gateways(url: str, settings: Any) -> None:
    settings.SMS_GATEWAY_URL = url
    delivery = address("13800002207")
    with moved_to(NOON):
        tasks.send_due()
    assert state(delivery) == ("failed", 1)


def test_a_wecom_robot(peer: Any, settings: Any) -> None:
    settings.WECOM_WEBHOOK_URL = peer.url
    with moved_to(NOON):
        notify(Address("wecom", "支部群"), KIND, make_user(), receipt="YJ-1")
        assert tasks.send_due() == 1
        assert peer.got[0][0] == {"msgtype": "text", "text": {"content": "您的意见 YJ-1 有答复了。"}}
        peer.answer = b'{"errcode": 93000, "errmsg": "invalid webhook"}'
        notify(Address("wecom", "支部群"), KIND, make_user(), receipt="YJ-2")
        assert tasks.send_due() == 0
    assert Delivery.objects.latest("pk").error == "OSError: WeCom 93000 invalid webhook"


def test_a_hostile_address_does_not_stop_the_others() -> None:
    bad = address("a@b.cn\nBcc: all@example.org")
    good = address("c@d.cn")
    with moved_to(NOON):
        assert tasks.send_due() == 1
    assert (state(bad)[0], state(good)[0]) == ("waiting", "sent")
    assert [message.to for message in mail.outbox] == [["c@d.cn"]]


# ------------------------------------------------------------------ killed and run again


def test_killed_while_sending_it_is_tried_again() -> None:
    """At least once: the attempt counts before it is made, and its time runs out."""
    delivery = address()
    with moved_to(NOON):
        assert actions.claim(by=SYSTEM, pk=delivery.pk) is not None  # and here the power went
        assert (actions.claim(by=SYSTEM, pk=delivery.pk), tasks.send_due()) == (None, 0)
    with moved_to(NOON + 2 * MINUTE):
        assert tasks.send_due() == 1
    assert state(delivery) == ("sent", 2)


def test_an_attempt_that_ended_late_decides_nothing_more() -> None:
    delivery = address()
    with moved_to(NOON):
        slow = actions.claim(by=SYSTEM, pk=delivery.pk)
    with moved_to(NOON + 3 * MINUTE):
        tasks.send_due()
        assert slow is not None
        actions.settle(by=SYSTEM, delivery=slow, error="timeout")
    assert state(delivery) == ("sent", 2)


def test_only_the_platform_delivers() -> None:
    person = make_user()
    delivery = address()
    for call in (
        lambda: actions.claim(by=person, pk=delivery.pk),
        lambda: actions.settle(by=person, delivery=delivery),
        lambda: actions.make_digest(by=person, person_id=person.pk, address="a@b.cn"),
        lambda: actions.keep(by=person, channel="sms", to="1", subject="", body=""),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_the_mail_backend_of_the_demo_keeps_mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "gongjian.notices.mail_to_outbox.Backend"
    count = mail.send_mail("您的验证码", "验证码 123456", "gj@localhost", ["a@b.cn", "c@d.cn"])
    assert count == 1
    assert [(m.channel, m.to, m.subject, m.body) for m in queries.outbox()] == [
        ("email", "c@d.cn", "您的验证码", "验证码 123456"),
        ("email", "a@b.cn", "您的验证码", "验证码 123456"),
    ]


def test_invariants_name_a_digest_of_somebody_else() -> None:
    person = make_user(email="lin@example.org")
    notice = told(person)
    with moved_to(NOON):
        tasks.write_digests()
        tasks.send_due()
    assert list(queries.invariants()) == []
    Notice.objects.update(to=make_user("别人"))
    Delivery.objects.update(sent_at=None)
    assert list(queries.invariants()) == [
        f"notices: delivery {Delivery.objects.get().pk} is sent but has no time",
        f"notices: notice {notice.pk} stands in somebody else's digest",
    ]
