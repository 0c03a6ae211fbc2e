"""The shape of what people type on the path; nothing is written here."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.fields import MoneyField
from gongjian.core.form_rendering import DateInput
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Party, Target
from gongjian.partnerships.queries import Site

TARGETS, TASKS = 2, 3  # rows on the page; the first of each is needed


def _text(label: Any, limit: int, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **options)


def party_field(parties: list[Party], label: Any) -> forms.ModelChoiceField:
    """One of the parties; not asked when there is only one."""
    keys = [party.organization_id for party in parties]
    return forms.ModelChoiceField(
        label=label,
        queryset=Organization.objects.filter(pk__in=keys).order_by("side", "path"),
        initial=keys[0] if keys else None,
        empty_label=None,
        widget=forms.HiddenInput() if len(keys) == 1 else forms.Select(),
        error_messages={"invalid_choice": _("Choose one of the parties.")},
    )


class BeginForm(forms.Form):
    """The subject, and for each party somebody with a duty."""

    subject = forms.CharField(
        label=_("What you look into"),
        max_length=80,
        help_text=_("For example: dark stairs in the old compound"),
    )

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.parties = parties
        for party in parties:
            name = {"organization": party.organization.label}
            key = party.organization_id
            self.fields[f"name_{key}"] = forms.CharField(
                label=_("%(organization)s: who") % name, max_length=60
            )
            self.fields[f"duty_{key}"] = forms.CharField(
                label=_("%(organization)s: duty") % name, max_length=120
            )

    @property
    def members(self) -> list[tuple[Organization, str, str]]:
        found = self.cleaned_data
        return [
            (each.organization, found[f"name_{each.organization_id}"], found[f"duty_{each.organization_id}"])
            for each in self.parties
        ]


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    duty = forms.CharField(label=_("Duty in the group"), max_length=120)
    field_order = ["organization", "name", "duty"]

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"] = party_field(parties, _("Organisation"))
        self.order_fields(self.field_order)


class VisitForm(forms.Form):
    """A field visit; there is no place for pictures on purpose."""

    on = forms.DateField(label=_("Day"), widget=DateInput())
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("Another place")
    )
    where = forms.CharField(
        label=_("Where exactly"),
        max_length=80,
        required=False,
        help_text=_("A building, a street, an office."),
    )
    who = forms.CharField(label=_("Who went"), max_length=120)
    findings = _text(
        _("What you found"),
        2000,
        help_text=_("What you saw and what people told you; no names of residents."),
    )

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["place"]
        field.queryset = places

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(gettext("This day has not come yet. Note the visit after it."))
        return day

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not found.get("place") and not found.get("where") and not {"place", "where"} & set(self.errors):
            self.add_error("where", gettext("Choose a place or write where it was."))
        return found


class ReportForm(forms.Form):
    problem = _text(_("What is the matter"), 2000, 3)
    findings = _text(
        _("What you saw and heard"), 6000, 8, help_text=_("Your visits stand here; shorten as you like.")
    )
    advice = _text(_("What you advise"), 2000, 4)


class SignForm(forms.Form):
    """The version that was read, and for whom one signs."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"] = party_field(parties, _("You sign for"))
        self.fields["organization"].error_messages["invalid_choice"] = gettext(
            "You can sign only for your own organisation."
        )


class ReasonForm(forms.Form):
    causes = _text(_("Why it is so"), 1000)
    brings = _text(
        _("What your side can bring"), 1000, help_text=_("People, rooms, knowledge, contacts, money.")
    )
    field_order = ["organization", "causes", "brings"]

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organization"] = party_field(parties, _("You write for"))
        self.order_fields(self.field_order)


class DatesForm(forms.Form):
    """First and last day of a cycle."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = found.get("starts_on"), found.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", gettext("The last day must be after the first day."))
        return found


def _number(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=10, decimal_places=2)


class PilotForm(DatesForm):
    """The plan of the pilot: what is known already stands in it."""

    title = forms.CharField(label=_("Title"), max_length=80)
    problem = _text(_("Problem"), 1000, 3)
    target_group = forms.CharField(label=_("For whom"), max_length=120)
    place = forms.ModelChoiceField(
        label=_("The one site"), queryset=Place.objects.none(), empty_label=_("Choose the site")
    )
    measures = _text(_("How it is done"), 2000)
    risks = _text(_("Risks and what is done about them"), 1000, 2, required=False)
    budget_fen = MoneyField(label=_("Budget in yuan"), required=False, help_text=_("Nothing is paid here."))
    field_order = [
        "title", "problem", "target_group", "place", "led_by", "measures", "starts_on", "ends_on", "risks",
        "budget_fen",
    ]  # fmt: skip
    WHOLE = {
        "unit": _("A target needs a unit, such as people, hours or %."),
        "baseline": _("A target needs a baseline: how many is it today?"),
        "goal": _("A target needs a goal: how many should it be?"),
    }

    def __init__(self, *args: Any, parties: list[Party], places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["led_by"] = party_field(parties, _("Led by"))
        place: Any = self.fields["place"]
        place.queryset = places
        self.order_fields(self.field_order)
        for n in range(TARGETS):
            self.fields[f"indicator_{n}"] = forms.CharField(
                label=_("What do you count?"), max_length=80, required=not n
            )
            self.fields[f"unit_{n}"] = forms.CharField(label=_("Unit"), max_length=20, required=False)
            self.fields[f"baseline_{n}"] = _number(_("Baseline today"))
            self.fields[f"goal_{n}"] = _number(_("Goal"))
        for n in range(TASKS):
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("What is to do"), max_length=120, required=not n
            )
            self.fields[f"task_by_{n}"] = party_field(parties, _("Organisation"))
            self.fields[f"task_by_{n}"].required = False
            self.fields[f"task_who_{n}"] = forms.CharField(label=_("Who"), max_length=60, required=False)
            self.fields[f"task_due_{n}"] = forms.DateField(
                label=_("Until"), widget=DateInput(), required=False
            )

    @property
    def main(self) -> list[Any]:
        return [self[name] for name in self.field_order]

    @property
    def target_rows(self) -> list[tuple[Any, list[Any]]]:
        names = ("unit", "baseline", "goal")
        return [(self[f"indicator_{n}"], [self[f"{name}_{n}"] for name in names]) for n in range(TARGETS)]

    @property
    def task_rows(self) -> list[tuple[Any, list[Any]]]:
        names = ("task_by", "task_who", "task_due")
        return [(self[f"task_{n}"], [self[f"{name}_{n}"] for name in names]) for n in range(TASKS)]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for n in range(TARGETS):
            if found.get(f"indicator_{n}"):
                self._whole_target(found, n)
        for n in range(TASKS):
            if found.get(f"task_{n}"):
                self._whole_task(found, n)
        return found

    def _whole_target(self, found: dict[str, Any], n: int) -> None:
        for name, words in self.WHOLE.items():
            if found.get(f"{name}_{n}") in (None, "") and f"{name}_{n}" not in self.errors:
                self.add_error(f"{name}_{n}", words)
        if found.get(f"goal_{n}") is not None and found.get(f"goal_{n}") == found.get(f"baseline_{n}"):
            self.add_error(f"goal_{n}", gettext("The goal must differ from the baseline."))

    def _whole_task(self, found: dict[str, Any], n: int) -> None:
        wanted = {
            "task_by": gettext("Say which side does it."),
            "task_who": gettext("Say who does it."),
            "task_due": gettext("Say until when."),
        }
        for name, words in wanted.items():
            if not found.get(f"{name}_{n}") and f"{name}_{n}" not in self.errors:
                self.add_error(f"{name}_{n}", words)

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of the action."""
        found = self.cleaned_data
        names = ("indicator", "unit", "baseline", "goal")
        rows = [n for n in range(TARGETS) if found.get(f"indicator_{n}")]
        tasks = [n for n in range(TASKS) if found.get(f"task_{n}")]
        return {
            **{name: found[name] for name in self.field_order},
            "targets": [{name: found[f"{name}_{n}"] for name in names} for n in rows],
            "tasks": [
                {
                    "words": found[f"task_{n}"],
                    "organization": found[f"task_by_{n}"],
                    "owner_name": found[f"task_who_{n}"],
                    "due_on": found[f"task_due_{n}"],
                }
                for n in tasks
            ],
        }


class ExtendForm(DatesForm):
    """Where to, when, and for each indicator how it is there today. All else is copied."""

    site = forms.ChoiceField(
        label=_("The further site"),
        error_messages={"invalid_choice": _("The plan can't go there. Please choose one of the sites.")},
    )
    field_order = ["site", "starts_on", "ends_on"]

    def __init__(self, *args: Any, sites: list[Site], targets: list[Target], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sites, self.targets = {site.key: site for site in sites}, targets
        field: Any = self.fields["site"]
        field.choices = [(site.key, site.label) for site in sites]
        for target in targets:
            words = {"indicator": target.indicator, "unit": target.unit}
            today_words = _("%(indicator)s: today, there (%(unit)s)") % words
            self.fields[f"baseline_{target.pk}"] = _number(today_words, required=True)
            goal_words = _("%(indicator)s: goal (%(unit)s)") % words
            self.fields[f"goal_{target.pk}"] = _number(goal_words, required=True)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for target in self.targets:
            goal = found.get(f"goal_{target.pk}")
            if goal is not None and goal == found.get(f"baseline_{target.pk}"):
                self.add_error(f"goal_{target.pk}", gettext("The goal must differ from the baseline."))
        return found

    @property
    def wanted(self) -> dict[str, Any]:
        """The arguments of the action."""
        found, site = self.cleaned_data, self.sites[self.cleaned_data["site"]]
        figures: dict[int, tuple[Decimal, Decimal]] = {
            target.pk: (found[f"baseline_{target.pk}"], found[f"goal_{target.pk}"]) for target in self.targets
        }
        dates = {name: found[name] for name in ("starts_on", "ends_on")}
        return {"partnership": site.partnership, "place": site.place, "figures": figures, **dates}
