"""Shape of what is typed about certificates."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput
from gongjian.organizations.models import Organization

from .. import queries


class BatchForm(forms.Form):
    """For which organisation and which days certificates are issued, or records taken away."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organisation"), empty_label=None
    )
    since = forms.DateField(label=_("First day"), widget=DateInput)
    until = forms.DateField(label=_("Last day"), widget=DateInput)

    def __init__(self, user: Any, data: Any = None) -> None:
        first = dt.date(today().year, 1, 1)
        super().__init__(data, initial={"since": first, "until": today()})
        fields: dict[str, Any] = self.fields
        fields["organization"].queryset = queries.certifiers_for(user)
        fields["organization"].initial = queries.certifiers_for(user).first()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            raise ValidationError({"until": _("The last day must not be before the first day.")})
        if since and until and (until - since).days > 366:
            raise ValidationError({"until": _("Please choose a year at most.")})
        if until and until > today():
            raise ValidationError({"until": _("This day has not come yet. Please choose today or earlier.")})
        return found


class CertificateForm(forms.Form):
    """Which days a certificate covers."""

    since = forms.DateField(label=_("First day"), widget=DateInput)
    until = forms.DateField(label=_("Last day"), widget=DateInput)

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until > today():
            raise ValidationError(_("This day has not come yet. Please choose today or earlier."))
        return until

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            raise ValidationError({"until": _("The last day must not be before the first day.")})
        return found
