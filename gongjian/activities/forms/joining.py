"""What is typed when several people take part: a group's names, a choice among those who applied."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.accounts.models import User
from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import ManyChoices

from .. import queries
from ..models import Shift, SignUp


class GroupForm(forms.Form):
    """The names of people of one's own organisation."""

    people = WordsField(
        label=_("Names"),
        at_most=50,
        longest=60,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Full names of people of your own organisation, commas between them; yours too if you come."
        ),
    )

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_people(self) -> list[User]:
        found = queries.colleagues_named(self.user, self.cleaned_data["people"])
        unknown = [name for name, people in found.items() if not people]
        if unknown:
            words = _("Not found in your organisation: %s. Please check the names.")
            raise ValidationError(words % "、".join(unknown))
        double = [name for name, people in found.items() if len(people) > 1]
        if double:
            words = _("Several people are called %s. Please let them sign up themselves.")
            raise ValidationError(words % "、".join(double))
        return [people[0] for people in found.values()]


class SelectForm(forms.Form):
    """Who of those who applied gets a place."""

    chosen = forms.MultipleChoiceField(
        label=_("Who applied"),
        widget=ManyChoices,
        error_messages={"required": _("Please tick at least one person.")},
    )

    def __init__(self, rows: list[SignUp], shift: Shift, data: Any = None) -> None:
        super().__init__(data)
        self.shift = shift
        fields: dict[str, Any] = self.fields
        fields["chosen"].choices = [(str(row.pk), _label(row)) for row in rows]

    def sign_ups(self) -> list[SignUp]:
        return queries.applicants_named(self.shift, [int(pk) for pk in self.cleaned_data["chosen"]])


def _label(row: SignUp) -> str:
    """Name and unit, and whether the person was told no before."""
    again = str(row.get_state_display()) if row.state == SignUp.State.NOT_SELECTED else ""
    return " · ".join(part for part in (row.name, row.unit, again) if part)
