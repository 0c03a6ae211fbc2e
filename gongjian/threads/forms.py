"""The shape of a post."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Organization

from .models import LONGEST


def new_token() -> str:
    return secrets.token_urlsafe(18)


class PostForm(forms.Form):
    """One message for one of one's sides."""

    organization = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organization.objects.none(), empty_label=None
    )
    words = forms.CharField(
        label=_("Write a message"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Please write something.")},
    )
    token = forms.CharField(max_length=40, required=False, initial=new_token, widget=forms.HiddenInput())

    def __init__(self, *args: Any, speakers: list[Organization], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=[each.pk for each in speakers])
        if len(speakers) == 1:
            field.initial = speakers[0].pk
            field.widget = field.hidden_widget()

    def clean_token(self) -> str:
        return self.cleaned_data["token"] or new_token()
