"""The inbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import page_of

from . import actions, queries


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's messages, newest first."""
    only = "unread" if request.GET.get("only") == "unread" else ""
    context = {
        "page": page_of(request, queries.inbox(request.user, only)),
        "shows_all": not only,
        "shows_new": bool(only),
        "waiting": queries.unread_count(request.user),
    }
    return render(request, "notices/index.html", context)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    notice = actions.mark_read(by=request.user, notice=queries.notice(request.user, pk))
    if url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None):
        return redirect(notice.link)
    return redirect("notices:index")


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read."""
    actions.mark_read(by=request.user, notice=queries.notice(request.user, pk))
    messages.success(request, _("Marked as read."))
    return redirect("notices:index")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(by=request.user)
    messages.success(request, _("All messages are marked as read."))
    return redirect("notices:index")
