"""Forms about papers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import queries
from .models import CODE_LENGTH


class VerifyForm(forms.Form):
    """The code that stands on a paper."""

    code = forms.CharField(
        label=gettext_lazy("Verification code"),
        help_text=gettext_lazy("12 letters and digits, beside the QR code at the foot of the paper."),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = queries.normalised(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH or not code.isascii() or not code.isalnum():
            raise forms.ValidationError(
                _("A code has 12 letters and digits. Please look at the foot of the paper.")
            )
        return code


class RevokeForm(forms.Form):
    """Why a paper is void."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is void"),
        help_text=gettext_lazy("Shown to everybody who verifies the paper. Please name no person."),
        min_length=4,
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )
