"""Shape of what is typed; nothing is written here."""

import datetime as dt
import unicodedata
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.form_rendering import Choices, DateInput
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Cycle, Party, Target

from .models import Confirmation
from .queries import ALPHABET, CODE_LENGTH, target_line

STARS = [
    (5, _("5 stars: very good")),
    (4, _("4 stars: good")),
    (3, _("3 stars: all right")),
    (2, _("2 stars: not so good")),
    (1, _("1 star: bad")),
]
NUMBER = {
    "invalid": _("Enter a number, such as 41 or 3.5."),
    "max_digits": _("This number is too large."),
    "max_whole_digits": _("This number is too large."),
    "max_decimal_places": _("Two digits after the point are enough."),
}
Verdict = Confirmation.Verdict
VERDICTS = [
    (Verdict.DONE, _("Yes, it is done")),
    (Verdict.PARTLY, _("Only partly")),
    (Verdict.NOT_DONE, _("No, not done")),
]
VERDICT_ICONS = {"done": "circle-check", "partly": "progress", "not_done": "circle-x"}


class CodeForm(forms.Form):
    """The code on a slip, however it is written: small letters, blanks, full-width letters."""

    code = forms.CharField(
        label=_("The code on your slip or in the message"),
        help_text=_("Eight letters and numbers."),
        max_length=40,
        widget=forms.TextInput(
            {
                "class": "gj-otp",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Please type the code on your slip.")},
    )

    def clean_code(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"]).upper()
        code = "".join(sign for sign in typed if sign.isalnum())
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(
                _("The code has eight letters and numbers. Please compare it with your slip.")
            )
        if set(code) - set(ALPHABET):
            raise forms.ValidationError(
                _("One of the signs can't be in a code: there is no 0, O, 1, I, L or U in it.")
            )
        return code


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Was it done?"),
        choices=VERDICTS,
        widget=Choices(icons=VERDICT_ICONS),
        error_messages={"required": _("Please choose one of the three answers.")},
    )


class StarsForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How good was the help?"),
        choices=STARS,
        coerce=int,
        widget=Choices(),
        error_messages={"required": _("Please choose how good the help was.")},
    )
    words = forms.CharField(
        label=_("Anything else you would like to say?"),
        help_text=_("You may leave this empty. Only the neighbourhood and the helpers read it."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "max_length": _("Please keep it within %(limit_value)d characters (now %(show_value)d).")
        },
    )


class ResidentStarsForm(StarsForm):
    """What a resident says; `once` is the number of the form, so that a phone may send it twice."""

    once = forms.RegexField(
        r"^[0-9a-f-]{32,36}$",
        required=False,
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"invalid": _("Please reload the page and send it again.")},
    )


class OnBehalfForm(StarsForm, VerdictForm):
    """What a worker hears on the phone."""

    field_order = ["verdict", "stars", "words", "spoken"]
    spoken = forms.BooleanField(
        label=_("I have just spoken with the resident and read the answer back."),
        error_messages={"required": _("Enter an answer only after you have spoken with the resident.")},
    )


class CheckForm(forms.Form):
    """Measured values, a pair of fields for each target; at least one pair."""

    def __init__(self, *args: Any, targets: list[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        for target in targets:
            self.fields[f"value_{target.pk}"] = forms.DecimalField(
                label=_("Measured value (%(unit)s)") % {"unit": target.unit},
                required=False,
                max_digits=10,
                decimal_places=2,
                error_messages=NUMBER,
            )
            self.fields[f"how_{target.pk}"] = forms.CharField(
                label=_("How was it measured?"),
                help_text=_("Such as: 30 households asked by phone on 12 May."),
                required=False,
                max_length=200,
            )

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        """Key, the target as the page draws it, and its two fields."""
        keys = [target.pk for target in self.targets]
        lines = [target_line(target) for target in self.targets]
        return [
            (key, line, self[f"value_{key}"], self[f"how_{key}"])
            for key, line in zip(keys, lines, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for target in self.targets:
            measured, how = found.get(f"value_{target.pk}"), found.get(f"how_{target.pk}", "")
            if measured is not None and not how:
                self.add_error(f"how_{target.pk}", _("Say how it was measured, so that others can check it."))
            if measured is None and how and f"value_{target.pk}" not in self.errors:
                self.add_error(f"value_{target.pk}", _("Enter the number that was measured."))
        if not self.errors and not self._values(found):
            raise forms.ValidationError(_("Enter at least one measured value."))
        return found

    def _values(self, found: dict[str, Any]) -> dict[int, tuple[Decimal, str]]:
        return {
            target.pk: (found[f"value_{target.pk}"], found[f"how_{target.pk}"])
            for target in self.targets
            if found.get(f"value_{target.pk}") is not None
        }

    @property
    def values(self) -> dict[int, tuple[Decimal, str]]:
        return self._values(self.cleaned_data)


class DecisionForm(forms.Form):
    """Keep, adjust or stop, with reasons, signed for one of one's own organisations."""

    outcome = forms.ChoiceField(
        label=_("How does it go on?"),
        choices=[
            (Cycle.Outcome.KEEP, _("Keep what works")),
            (Cycle.Outcome.ADJUST, _("Adjust what does not")),
            (Cycle.Outcome.STOP, _("Stop the project")),
        ],
        widget=Choices(icons={"keep": "circle-check", "adjust": "adjustments", "stop": "player-stop"}),
        error_messages={"required": _("Choose to keep, to adjust or to stop.")},
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("What the values and the residents say. Both sides and the public read it."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Please give the reasons; both sides and the residents read them.")},
    )
    next_steps = forms.CharField(
        label=_("What moves to the next cycle"),
        help_text=_("Who does what until when. You may leave it empty."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, parties: list[Party], version: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [party.organization_id for party in parties]
        self.fields["organization"] = signs_for(keys)
        if version:
            self.fields["version"] = forms.IntegerField(initial=version, widget=forms.HiddenInput())


def signs_for(keys: list[int]) -> forms.ModelChoiceField:
    """For which organisation one signs; not asked when there is only one."""
    return forms.ModelChoiceField(
        label=_("You sign for"),
        queryset=Organization.objects.filter(pk__in=keys),
        initial=keys[0] if len(keys) == 1 else None,
        widget=forms.HiddenInput() if len(keys) == 1 else forms.Select(),
        error_messages={"invalid_choice": _("You can sign only for your own organisation.")},
    )


class SignForm(forms.Form):
    """The version that was read, and for whom one signs."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"] = signs_for([party.organization_id for party in parties])


TARGET_FIELDS = ["indicator", "unit", "baseline", "goal", "due_on"]


class NextCycleForm(forms.Form):
    """The next cycle, from what the last one reached; a row without an indicator is left out."""

    starts_on = forms.DateField(label=_("Starts on"), widget=DateInput())
    ends_on = forms.DateField(label=_("Ends on"), widget=DateInput())

    def __init__(self, *args: Any, prefill: dict[str, Any], **kwargs: Any) -> None:
        targets: list[dict[str, Any]] = [*prefill["targets"], {}]
        initial = {"starts_on": prefill["starts_on"], "ends_on": prefill["ends_on"]}
        initial |= {f"{name}_{n}": row.get(name) for n, row in enumerate(targets) for name in TARGET_FIELDS}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.count = len(targets)
        for n in range(self.count):
            self.fields[f"indicator_{n}"] = forms.CharField(
                label=_("Indicator"), max_length=80, required=False
            )
            self.fields[f"unit_{n}"] = forms.CharField(label=_("Unit"), max_length=20, required=False)
            self.fields[f"baseline_{n}"] = _number(_("Baseline"))
            self.fields[f"goal_{n}"] = _number(_("Goal"))
            self.fields[f"due_on_{n}"] = forms.DateField(
                label=_("Due by"), widget=DateInput(), required=False
            )

    @property
    def rows(self) -> list[tuple[list[Any], list[Any]]]:
        """What is counted, and its figures."""
        fields = [[self[f"{name}_{n}"] for name in TARGET_FIELDS] for n in range(self.count)]
        return [(row[:2], row[2:]) for row in fields]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = found.get("starts_on"), found.get("ends_on")
        if isinstance(starts_on, dt.date) and isinstance(ends_on, dt.date) and ends_on <= starts_on:
            self.add_error("ends_on", _("The last day must be after the first day."))
        for n in range(self.count):
            if found.get(f"indicator_{n}"):
                self._whole(found, n)
        if not any(found.get(f"indicator_{n}") for n in range(self.count)):
            raise forms.ValidationError(_("A cycle needs at least one target that can be measured."))
        return found

    def _whole(self, found: dict[str, Any], n: int) -> None:
        missing = {
            "unit": _("A target needs a unit, such as people, hours or %."),
            "baseline": _("A target needs a baseline: how many is it today?"),
            "goal": _("A target needs a goal: how many should it be?"),
        }
        for name, message in missing.items():
            if found.get(f"{name}_{n}") in (None, "") and f"{name}_{n}" not in self.errors:
                self.add_error(f"{name}_{n}", message)
        if found.get(f"goal_{n}") is not None and found.get(f"goal_{n}") == found.get(f"baseline_{n}"):
            self.add_error(f"goal_{n}", _("The goal must differ from the baseline."))

    @property
    def targets(self) -> list[dict[str, Any]]:
        found = self.cleaned_data
        rows = [{name: found[f"{name}_{n}"] for name in TARGET_FIELDS} for n in range(self.count)]
        return [row for row in rows if row["indicator"]]


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, max_digits=10, decimal_places=2, error_messages=NUMBER
    )
