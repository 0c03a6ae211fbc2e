"""Lists that leave the platform: who took which list, how many rows, when."""

from typing import Any

from django.db import transaction

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Verb
from gongjian.partnerships.queries.lists import table_of


@transaction.atomic
def export_list(*, by: Actor, organization: Organization, which: str) -> list[list[Any]]:
    """The rows of one of the three lists of an organisation; each export is logged. `KeyError` for another list."""
    require(by, "partnerships.export_list", organization)
    rows = list(table_of(organization, which))
    record(by, Verb.LIST_EXPORTED, organization, list=which, rows=len(rows))
    return rows
