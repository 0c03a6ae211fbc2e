"""Forms for speaking and for answering."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.form_rendering import CodeInput, Tiles

from .models import Remark

ICONS = {"complaint": "message-report", "suggestion": "bulb", "burden": "weight"}


class SayForm(forms.Form):
    """A complaint or a suggestion; only the words are needed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it"), choices=Remark.Kind.choices, widget=Tiles(icons=ICONS)
    )
    words = forms.CharField(
        label=gettext_lazy("What you want to say"),
        help_text=gettext_lazy("Please name nobody who has nothing to do with it."),
        min_length=4,
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Phone or e-mail, if you want to be told"),
        help_text=gettext_lazy("Nobody sees it; the platform only sends you word that there is an answer."),
        required=False,
        max_length=100,
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    once = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def clean_contact(self) -> str:
        contact = "".join(self.cleaned_data["contact"].split())
        if not contact:
            return ""
        if "@" in contact:
            try:
                validate_email(contact)
            except ValidationError:
                raise ValidationError(_("This e-mail address is not complete. Please check it.")) from None
        elif not re.fullmatch(r"\+?[0-9][0-9-]{5,18}", contact):
            raise ValidationError(_("Please write a phone number in digits, or an e-mail address."))
        return contact

    def clean_page(self) -> str:
        """Only an address of this platform."""
        page = self.cleaned_data["page"]
        return page if re.match(r"/(?![/\\])", page) else ""


class StatusForm(forms.Form):
    """The receipt: number and code."""

    receipt = forms.CharField(label=gettext_lazy("Receipt number"), max_length=20)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=20, widget=CodeInput)

    def clean_receipt(self) -> str:
        return "".join(self.cleaned_data["receipt"].split()).upper()

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not code.isascii() or not code.isdigit():
            raise ValidationError(_("The code has digits only. It stands below the receipt number."))
        return code


class AnswerForm(forms.Form):
    """The operators' answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Say what was done, or why it can't be done. It can't be changed later."),
        min_length=4,
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
    )
