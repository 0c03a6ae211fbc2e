"""What an auditor may filter by."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.form_rendering import DateInput

from . import queries


class LogFilter(forms.Form):
    """GET only; an unknown value is said and the unfiltered log is shown."""

    verb = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DateInput)
    by = forms.IntegerField(
        label=gettext_lazy("Who"), required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    subject = forms.RegexField(
        label=gettext_lazy("About"),
        regex=r"^[a-z_]+\.[a-z_]+(:[\w-]{1,40})?$",
        required=False,
        max_length=101,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *queries.verbs()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first one. Please choose a later day."))
        if since and since.year < 2000:
            self.add_error("since", _("The log doesn't reach back so far. Please choose a later day."))
        if until == dt.date.max:
            self.add_error("until", _("Please choose a day that can come."))
        return data

    def filters(self) -> queries.Filters:
        if not self.is_valid():
            return queries.Filters()
        return queries.Filters(**self.cleaned_data)
