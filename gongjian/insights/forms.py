"""Forms about books of records."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import queries


class LedgerForm(forms.Form):
    """Which year the ledger is of."""

    what = forms.CharField(widget=forms.HiddenInput, initial="ledger", required=False)
    year = forms.ChoiceField(
        label=gettext_lazy("Which year"),
        error_messages={
            "required": gettext_lazy("Please choose the year of the ledger."),
            "invalid_choice": gettext_lazy("There is no such year to choose. Please choose one of the list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = queries.years()
        self.fields["year"].choices = [(key, queries.year_words(when)) for key, when in years.items()]  # type: ignore[attr-defined]

    def clean_year(self) -> queries.Period:
        return queries.years()[self.cleaned_data["year"]]


class ReportForm(forms.Form):
    """Which month the report is of; only months that are over."""

    what = forms.CharField(widget=forms.HiddenInput, initial="report", required=False)
    month = forms.ChoiceField(
        label=gettext_lazy("Which month"),
        error_messages={
            "required": gettext_lazy("Please choose the month of the report."),
            "invalid_choice": gettext_lazy(
                "A report is made of a month that is over. Please choose one of the list."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = queries.months()
        rows = [(key, date_format(when.since, "YEAR_MONTH_FORMAT")) for key, when in months.items()]
        self.fields["month"].choices = rows  # type: ignore[attr-defined]

    def clean_month(self) -> queries.Period:
        return queries.months()[self.cleaned_data["month"]]


class WantForm(forms.Form):
    """Whether the monthly report shall come by itself."""

    what = forms.CharField(widget=forms.HiddenInput, initial="want", required=False)
    wanted = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={
            "required": gettext_lazy("Please use the button: it says whether the report shall come."),
            "invalid_choice": gettext_lazy("Please use the button: it says whether the report shall come."),
        },
    )

    def clean_wanted(self) -> bool:
        return bool(self.cleaned_data["wanted"] == "yes")


FORMS = {"ledger": LedgerForm, "report": ReportForm, "want": WantForm}


def book_forms(posted: Any) -> tuple[dict[str, forms.Form], forms.Form | None]:
    """The forms of the page, the posted one bound; an unknown one is told as an error of the first."""
    made: dict[str, forms.Form] = {name: form(auto_id=f"id_{name}_%s") for name, form in FORMS.items()}
    if posted is None:
        return made, None
    name = posted.get("what", "")
    known = name if name in FORMS else "ledger"
    made[known] = FORMS[known](posted, auto_id=f"id_{known}_%s")
    if name not in FORMS:
        made[known].add_error(None, _("Please use one of the buttons of this page."))
    return made, made[known]
