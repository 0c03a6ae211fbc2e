"""The three lists of an organisation: how long they are, to take away as a file, to fill from one."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, refusals_in
from gongjian.core.sheets import table_file
from gongjian.organizations.models import Organization
from gongjian.partnerships import actions, forms, queries

from .shell import cleaned, sent

DAY_SECONDS = 86_400
KINDS = ("xlsx", "csv")


def chosen_list_owner(request: HttpRequest) -> tuple[Organization, list[Organization]]:
    """Whose lists are asked for (`?at=`), or the first organisation for which the person keeps lists."""
    owners = queries.list_owners(request.user)
    asked = request.GET.get("at", "")
    if asked:
        found = get_object_or_404(Organization, pk=int(asked)) if asked.isdecimal() else None
        if found is None:
            raise Http404
        require(request.user, "partnerships.export_list", found)
        return found, owners
    if not owners:
        raise PermissionDenied("partnerships.export_list")
    return owners[0], owners


def lists(request: HttpRequest) -> HttpResponse:
    organization, owners = chosen_list_owner(request)
    context: dict[str, Any] = {
        "organization": organization,
        "owners": owners,
        "lists": queries.counted_lists(request.user, organization),
    }
    return render(request, "partnerships/lists.html", context)


@require_POST
def export_list(request: HttpRequest, pk: int, which: str, kind: str) -> HttpResponse:
    """One list as a file to save; the export is logged."""
    organization = get_object_or_404(Organization, pk=pk)
    require(request.user, "partnerships.export_list", organization)
    if which not in queries.TABLES or kind not in KINDS:
        raise Http404
    rows = actions.export_list(by=request.user, organization=organization, which=which)
    table = queries.TABLES[which]
    title = f"{table.title} {organization.label} {today():%Y-%m-%d}"
    return table_file(kind, title, table.columns, rows)


SALT = "gongjian.import"
PERMS = {"needs": "partnerships.take_down_need", "resources": "partnerships.save_resource"}
ACTS: dict[str, Any] = {
    "needs": lambda organization, **rest: actions.import_needs(community=organization, **rest),
    "resources": lambda organization, **rest: actions.import_resources(organization=organization, **rest),
}


def _importing(request: HttpRequest, pk: int, which: str) -> tuple[Organization, Any]:
    """Whose list is filled, and how its rows are read."""
    organization = get_object_or_404(Organization, pk=pk)
    if which not in PERMS:
        raise Http404
    require(request.user, PERMS[which], organization)
    places = queries.places_of(organization)
    return organization, forms.import_kind(which, organization, places, queries.default_until())


def import_list(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """Choose a workbook, see every row as it was understood, then store all of them or none."""
    organization, kind = _importing(request, pk, which)
    context = {"organization": organization, "which": which, "table": queries.TABLES[which]}
    if request.POST.get("rows"):
        return _store(request, organization, which, kind, context)
    form = forms.ImportForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            rows = forms.rows_in(form.cleaned_data["file"], kind)
            return _report(request, rows, kind, {**context, "form": form})
    return form_page(request, "partnerships/import.html", form, context)


def _report(request: HttpRequest, rows: Any, kind: Any, context: dict[str, Any]) -> HttpResponse:
    """Every row with its errors; when there is none, the button that stores them."""
    checked = forms.checked_rows(kind, rows)
    wrong = sum(1 for row in checked if row.errors)
    packed = signing.dumps([forms.new_token(), context["organization"].pk, rows], salt=SALT, compress=True)
    confirm = None if wrong else forms.ConfirmImportForm(initial={"rows": packed, "show_now": True})
    found = {**context, "rows": checked, "wrong": wrong, "confirm": confirm}
    return render(request, "partnerships/import_report.html", found, status=422 if wrong else 200)


def _store(
    request: HttpRequest, organization: Organization, which: str, kind: Any, context: dict[str, Any]
) -> HttpResponse:
    form = forms.ConfirmImportForm(request.POST)
    found = cleaned(form)
    try:
        token, owner, rows = signing.loads(found["rows"], salt=SALT, max_age=DAY_SECONDS)
    except signing.BadSignature:
        owner = None
    if owner != organization.pk:
        raise ValidationError(
            _("These rows are not the ones that were checked. Please choose the file again.")
        )
    checked = forms.checked_rows(kind, rows)
    if any(row.errors for row in checked):
        return _report(request, rows, kind, {**context, "form": forms.ImportForm()})
    wanted = {"by": request.user, "token": token, "show_now": found["show_now"]}
    number = ACTS[which](organization, rows=[row.cleaned for row in checked], **wanted)
    done = ngettext("%(n)d row stored.", "%(n)d rows stored.", number) % {"n": number}
    messages.success(request, done if number else _("These rows were stored before."))
    return redirect(f"{reverse('partnerships:lists')}?at={organization.pk}")


def import_template(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """An empty workbook with the right head."""
    organization, kind = _importing(request, pk, which)
    title = queries.TABLES[which].title
    return table_file("xlsx", f"{title} {organization.label}", forms.heads(kind), [])
