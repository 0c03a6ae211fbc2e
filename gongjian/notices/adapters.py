"""The ways out: e-mail, an SMS gateway over HTTP, a WeCom group robot. Each raises when a message did not get out."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from gongjian.core.access import SYSTEM

from . import actions
from .models import Channel

SECONDS = 10


class NoWayOut(Exception):  # noqa: N818 - it is an answer, not a failure
    """The installation has no gateway for this channel: trying again won't help."""


def send(channel: str, to: str, subject: str, body: str) -> None:
    """Hand one message to its channel; raises `NoWayOut`, or `OSError` when trying again may help."""
    SENDERS[channel](to, subject, body)


def _by_email(to: str, subject: str, body: str) -> None:
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [to])


def _by_sms(to: str, subject: str, body: str) -> None:
    text = f"【{settings.SITE['name']}】{body}"
    if not settings.SMS_GATEWAY_URL:
        _keep_or_fail(Channel.SMS, to, "", text, _("No SMS gateway is set (SMS_GATEWAY_URL)."))
        return
    token = settings.SMS_GATEWAY_TOKEN
    _post(
        settings.SMS_GATEWAY_URL,
        {"to": to, "text": text},
        {"Authorization": f"Bearer {token}"} if token else {},
    )


def _by_wecom(to: str, subject: str, body: str) -> None:
    if not settings.WECOM_WEBHOOK_URL:
        _keep_or_fail(Channel.WECOM, to, subject, body, _("No WeCom robot is set (WECOM_WEBHOOK_URL)."))
        return
    answer = _post(settings.WECOM_WEBHOOK_URL, {"msgtype": "text", "text": {"content": body}}, {})
    if answer.get("errcode"):
        raise OSError(f"WeCom {answer['errcode']} {answer.get('errmsg', '')}")


SENDERS: dict[str, Callable[[str, str, str], None]] = {
    Channel.EMAIL: _by_email,
    Channel.SMS: _by_sms,
    Channel.WECOM: _by_wecom,
}


def _keep_or_fail(channel: str, to: str, subject: str, body: str, error: str) -> None:
    if not settings.KEEP_OUTBOX:
        raise NoWayOut(error)
    actions.keep(by=SYSTEM, channel=channel, to=to, subject=subject, body=body)


def _post(url: str, data: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """POST JSON; the answer as JSON, or empty when it is none. An answer of 4xx or 5xx raises `OSError`."""
    if not url.startswith(("http://", "https://")):
        raise NoWayOut(f"not a web address: {url}")
    headers = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, json.dumps(data).encode(), headers, method="POST")  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
        try:
            answer = json.loads(response.read(65536))
        except ValueError:
            return {}
    return answer if isinstance(answer, dict) else {}
