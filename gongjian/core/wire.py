"""What every context's API shares: words out of a fixed list, and long lists page by page.

A page begins after a row, never at a number, so that nothing is skipped or doubled while rows come and go.
"""

import datetime as dt
from typing import Any, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

M = TypeVar("M", bound=Model)
SALT = "gongjian.cursor"
LARGEST = 2**63 - 1  # the largest key that a database holds


class Wanted(Schema):
    """Which page of a list; a context adds its filters."""

    cursor: str = Field("", max_length=200, description="what the page before gave as `next`")
    limit: int = Field(50, ge=1, le=100)


def word_of(choices: Any) -> tuple[AfterValidator, WithJsonSchema]:
    """For `Annotated[str, *word_of(Need.State)]`: one of the values of a `TextChoices`, listed in the document.

    Enums themselves would do, but the document names them by their class, and every context has a `Kind`.
    """
    allowed = list(choices.values)

    def check(value: str) -> str:
        if value not in allowed:
            raise PydanticCustomError("unknown_word", "Choose one of: {words}", {"words": ", ".join(allowed)})
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": allowed})


def moment(given: dt.datetime | None) -> dt.datetime | None:
    """A moment without a zone is meant in the platform's own."""
    if given is None or timezone.is_aware(given):
        return given
    return timezone.make_aware(given)


def after(rows: QuerySet[M], cursor: str, limit: int) -> tuple[list[M], str | None]:
    """Up to `limit` rows in the order of their keys, and the cursor of the next page, if there is one.

    Raises `ValidationError` for a cursor that we did not give out, or that belongs to another list.
    """
    kind = rows.model._meta.label_lower
    rows = rows.order_by("pk")
    if cursor:
        rows = rows.filter(pk__gt=_read(cursor, kind))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], signing.dumps([kind, found[limit - 1].pk], salt=SALT)


def _read(cursor: str, kind: str) -> Any:
    try:
        named, key = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        named, key = "", None
    if named != kind:
        raise ValidationError({"cursor": _("This cursor is not one of this list. Begin without a cursor.")})
    return key
