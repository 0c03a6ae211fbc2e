"""The filters of the public lists. A value that makes no sense is told and not used."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.fields import WordsField
from gongjian.organizations.models import Organization, Place, Side
from gongjian.partnerships.models import Category, DayPart, Need, Project, Resource


class ListFilterForm(forms.Form):
    """What all three lists ask: words, which may be pinyin initials."""

    q = forms.CharField(label=_("Search"), required=False, max_length=40)

    def asked(self) -> dict[str, Any]:
        """What to ask the query for."""
        self.is_valid()
        found = self.cleaned_data
        chosen = {name: found.get(name) or "" for name in self.fields if name != "q"}
        return {"words": found.get("q", ""), **chosen}


class SkilledFilterForm(ListFilterForm):
    """Lists whose rows name skills and times."""

    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Every category")), *Category.choices]
    )
    times = forms.ChoiceField(
        label=_("When"), required=False, choices=[("", _("Any time")), *DayPart.choices]
    )
    skills = WordsField(label=_("Skills"), required=False, at_most=5)

    def asked(self) -> dict[str, Any]:
        found = super().asked()
        return {**found, "times": [found["times"]] if found["times"] else [], "skills": found["skills"] or []}

    @property
    def more(self) -> bool:
        """Whether one of the rarer filters is in use, so that they are shown unfolded."""
        return any(self.asked()[name] for name in ("times", "skills"))


def _hidden_state(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("State"), required=False, choices=choices, widget=forms.HiddenInput())


class NeedFilterForm(SkilledFilterForm):
    """What is looked for: the places of a neighbourhood can be chosen once it is chosen."""

    community = forms.ModelChoiceField(
        label=_("Neighbourhood"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("Every neighbourhood"),
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("Every place")
    )
    kind = forms.ChoiceField(
        label=_("Need or wish"),
        required=False,
        choices=[("", _("Needs and small wishes")), *Need.Kind.choices],
    )
    state = _hidden_state(Need.State.choices)

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["community"].queryset = communities
        chosen = str(self.data.get("community", ""))
        if chosen.isdecimal():
            fields["place"].queryset = Place.objects.filter(
                organization__in=communities.filter(pk=int(chosen))
            )

    @property
    def has_places(self) -> bool:
        places: Any = self.fields["place"]
        return bool(places.queryset.exists())

    def asked(self) -> dict[str, Any]:
        found = super().asked()
        return {**found, "community": found["community"] or None, "place": found["place"] or None}


class ResourceFilterForm(SkilledFilterForm):
    """What is offered, and by which side."""

    kind = forms.ChoiceField(
        label=_("Kind of resource"), required=False, choices=[("", _("Every kind")), *Resource.Kind.choices]
    )
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Every side")), *Side.choices])
    state = _hidden_state([each for each in Resource.State.choices if each[0] in Resource.PUBLIC])


class ProjectFilterForm(ListFilterForm):
    """What is done together, where, and whether a need stood at its beginning."""

    field = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("Every field")), *Category.choices]
    )
    community = forms.ModelChoiceField(
        label=_("Neighbourhood"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("Every neighbourhood"),
    )
    began = forms.ChoiceField(
        label=_("Begun from"),
        required=False,
        choices=[("", _("A need or an offer")), ("need", _("a need")), ("supply", _("an offer"))],
    )
    state = _hidden_state(Project.State.choices)

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        found = super().asked()
        return {**found, "community": found["community"] or None}
