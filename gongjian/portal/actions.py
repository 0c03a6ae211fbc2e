"""The demo's mark in the log: which world this database holds, and who its personas are."""

from typing import Any

from django.db import transaction

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization

from .models import Verb


@transaction.atomic
def mark_demo(*, by: Actor, organization: Organization, **facts: Any) -> None:
    """Say that this database is the demo's: fingerprint, seed, day, and the keys of the personas' accounts."""
    require(by, "portal.mark_demo")
    lock(organization)
    record(by, Verb.DEMO_BUILT, organization, **facts)
