"""An e-mail backend for the demo and development: mails are kept in the database and shown at /demo/outbox."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from gongjian.core.access import SYSTEM

from . import actions
from .models import Channel


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once per recipient."""
        for message in email_messages:
            text: dict[str, Any] = {"subject": str(message.subject), "body": str(message.body)}
            for address in message.recipients():
                actions.keep(by=SYSTEM, channel=Channel.EMAIL, to=address, **text)
        return len(email_messages)
