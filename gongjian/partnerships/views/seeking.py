"""Organisations that look for a partner, with what they offer and need."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.core.pages import page_of
from gongjian.partnerships import forms, queries

from .shell import shell


@login_not_required
def seeking(request: HttpRequest) -> HttpResponse:
    """Who could be asked, and a button that begins the draft."""
    form = forms.SeekingForm(request.GET)
    page = page_of(request, queries.seeking(request.user, **form.asked()))
    context = {
        "form": form,
        "page": page,
        "rows": queries.offers_and_needs(request.user, list(page)),
        "mine": queries.arranged(request.user) if request.user.is_authenticated else [],
        "signing": set(queries.possible_partners([]).filter(pk__in=[row.pk for row in page])),
        "shell": shell(request),
    }
    return render(request, "partnerships/seeking.html", context)
