"""Forms about points."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReverseForm(forms.Form):
    """Why an award is taken back."""

    reason = forms.CharField(
        label=_("What was wrong"),
        help_text=_("The person reads this sentence in their statement."),
        min_length=4,
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )
