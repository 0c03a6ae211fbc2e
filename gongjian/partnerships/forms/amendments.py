"""The shape of a new text for an agreement in force."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput
from gongjian.partnerships.models import Partnership

from .agreements import add_promises, add_sides, by_party, promised
from .needs import SideForm


class AmendForm(SideForm):
    """The present text, to be changed; and why."""

    purpose = forms.CharField(label=_("Purpose"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())
    rhythm = forms.CharField(label=_("Meeting rhythm"), max_length=80)
    first_projects = forms.CharField(
        label=_("First projects"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    reason = forms.CharField(
        label=_("Why should it change?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("All sides read it before they sign."),
    )

    def __init__(self, *args: Any, partnership: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.partnership = partnership
        for name in ("purpose", "ends_on", "rhythm", "first_projects"):
            self.fields[name].initial = getattr(partnership, name)
        self.parties = list(partnership.parties.all())
        add_promises(self, {row.kind: row.least for row in partnership.commitments.all()})
        add_sides(self, self.parties)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def clean_ends_on(self) -> dt.date:
        ends_on: dt.date = self.cleaned_data["ends_on"]
        if ends_on <= self.partnership.starts_on:
            raise ValidationError(gettext("The last day must be after the first day."))
        if ends_on <= today():
            raise ValidationError(gettext("The last day has passed. Choose a later day."))
        return ends_on

    def text(self) -> dict[str, Any]:
        """What the action takes."""
        plain = ("organization", "reason", "purpose", "ends_on", "rhythm", "first_projects")
        return {
            **{name: self.cleaned_data[name] for name in plain},
            "commitments": promised(self),
            "duties": by_party(self, self.parties, "duties"),
            "contacts": by_party(self, self.parties, "contact"),
        }
