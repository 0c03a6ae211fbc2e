"""Log entries for tests."""

from typing import Any

from gongjian.audit.models import Entry
from tests.accounts.factories import make_user


def make_entries(count: int = 5, **fields: Any) -> list[Entry]:
    """Unsealed entries, one after the other."""
    by = fields.pop("by", None) or make_user("记录者")
    values: dict[str, Any] = {"verb": "accounts.signed_in", "subject_type": "accounts.user", **fields}
    values.setdefault("subject_id", str(by.pk))
    return [Entry.objects.create(by=by, facts={"n": number}, **values) for number in range(count)]
