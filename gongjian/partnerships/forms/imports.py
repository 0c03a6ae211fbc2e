"""Rows of a workbook as the forms of one need or one resource each: read, checked, told row by row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.search_text import CHINESE
from gongjian.core.sheets import read
from gongjian.organizations.models import Organization

from .needs import NeedForm
from .resources import ResourceForm

MOST_ROWS = 200
LARGEST = 2_000_000  # bytes
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
NEED_COLUMNS = [
    "kind", "title", "words", "category", "place", "people_wanted", "beneficiaries", "skills", "times", "urgency",
    "until",
]  # fmt: skip
RESOURCE_COLUMNS = ["kind", "title", "words", "category", "people", "skills", "times"]


class ImportForm(forms.Form):
    """The workbook, and whether its rows are shown to everybody at once."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"),
        help_text=_("At most 200 rows, one under the other, with the head of the template."),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("This file is empty. Please choose another one."),
        },
        widget=forms.FileInput({"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(gettext("This file is larger than 2 MB. Please divide it."))
        return file


class ConfirmImportForm(forms.Form):
    """What was checked, signed, so that it is stored as it was shown."""

    rows = forms.CharField(widget=forms.HiddenInput())
    show_now = forms.BooleanField(
        label=_("Show them to everybody at once"),
        required=False,
        initial=True,
        help_text=_("Otherwise they wait on your own pages until you do."),
    )


@dataclass
class ImportRow:
    """One row: its number as Excel shows it, what it says, and what is wrong with it."""

    number: int
    data: dict[str, Any]
    errors: list[str] = field(default_factory=list)
    cleaned: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.data.get("title", ""))


@dataclass(frozen=True)
class ImportKind:
    """What a list needs to be read: its columns and the form of one row."""

    columns: list[str]
    form: Callable[[Any], Any]
    blank: dict[str, Any]


def import_kind(which: str, organization: Organization, places: Any, until: Any) -> ImportKind:
    """The columns and forms of the list of needs or of resources of an organisation."""
    if which == "needs":
        blank = {
            "kind": "need",
            "people_wanted": "1",
            "beneficiaries": "1",
            "urgency": "normal",
            "until": str(until),
        }
        return ImportKind(
            NEED_COLUMNS, lambda data: NeedForm(data, community=organization, places=places), blank
        )
    blank = {"people": "0", "organization": str(organization.pk)}
    return ImportKind(RESOURCE_COLUMNS, lambda data: ResourceForm(data, organizations=[organization]), blank)


def heads(kind: ImportKind) -> list[str]:
    """The head of the template, in the words of the form."""
    form = kind.form(None)
    return [str(form.fields[name].label) for name in kind.columns]


def _names(kind: ImportKind) -> dict[str, str]:
    """Which field a head stands for, in both languages."""
    found = dict(zip(heads(kind), kind.columns, strict=True))
    with translation.override(CHINESE):
        return found | dict(zip(heads(kind), kind.columns, strict=True))


def _words(field: Any) -> dict[str, str]:
    """The value behind the words of a choice, in both languages."""
    found: dict[str, str] = {}
    for language in (CHINESE, translation.get_language()):
        with translation.override(language):
            found |= {str(label): str(value) for value, label in field.choices if value}
    return found


def _value(field: Any, text: str) -> Any:
    """What the form would have been sent for the text of a cell."""
    if isinstance(field, forms.DateField):
        day = DAY.fullmatch(text)
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else text
    if not hasattr(field, "choices"):
        return text
    words = _words(field)
    if isinstance(field, forms.MultipleChoiceField):
        return [
            words.get(part.strip(), part.strip()) for part in re.split(r"[、,，;；/]", text) if part.strip()
        ]
    return words.get(text, text)


def _checked(kind: ImportKind, number: int, data: dict[str, Any]) -> ImportRow:
    form = kind.form({**kind.blank, **data})
    row = ImportRow(number, data)
    if form.is_valid():
        row.cleaned = form.cleaned_data
        return row
    for name, messages in form.errors.items():
        label = f"{form.fields[name].label}：" if name in form.fields else ""
        row.errors += [f"{label}{message}" for message in messages]
    return row


def _once_each(rows: list[ImportRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.title in first:
            words = {"number": first[row.title]}
            row.errors.append(gettext("The same title stands in row %(number)d already.") % words)
        first.setdefault(row.title, row.number)


def checked_rows(kind: ImportKind, rows: list[tuple[int, dict[str, Any]]]) -> list[ImportRow]:
    """Every row with its errors; titles stand once each."""
    found = [_checked(kind, number, data) for number, data in rows]
    _once_each(found)
    return found


def rows_in(upload: Any, kind: ImportKind) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a workbook by the names of the form's fields; columns with another head are left out.

    Raises `ValidationError` when it is no workbook, has no row, or no column for the title.
    """
    rows = read(upload, at_most=MOST_ROWS)
    names = _names(kind)
    columns = {at: names[head] for at, head in enumerate(rows[0][1]) if head in names} if rows else {}
    if "title" not in columns.values():
        raise ValidationError(
            gettext("The first row must be the head of the template, with a column for the title.")
        )
    if len(rows) < 2:
        raise ValidationError(gettext("There is no row below the head."))
    fields = kind.form(None).fields
    return [
        (
            number,
            {
                name: _value(fields[name], cells[at])
                for at, name in columns.items()
                if at < len(cells) and cells[at]
            },
        )
        for number, cells in rows[1:]
    ]
