"""A thread with a page of its own; on the subject's page stands its newest part."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, forms, queries

POSTS, SECONDS = 30, 600  # so many posts of one person in ten minutes


def thread(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """All that was said about a subject, the newest first; and writing."""
    _kind, subject = queries.find_subject(request.user, kind, pk)
    talk: Any = queries.talk(request.user, subject)
    form = forms.PostForm(request.POST if request.method == "POST" else None, speakers=talk.speakers)
    if request.method == "POST":
        require(request.user, "threads.post", subject)
        if form.is_valid():
            allow("thread", str(request.user.pk), times=POSTS, seconds=SECONDS)
            with refusals_in(form):
                actions.post(by=request.user, subject=subject, **form.cleaned_data)
                messages.success(request, _("Sent. The other side has been told."))
                return redirect(f"{talk.page}#thread")
    context = {"talk": talk, "page": page_of(request, queries.posts_of(talk.thread))}
    return form_page(request, "threads/thread.html", form, context)


@require_POST
def mark_read(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Nothing of it is new to me any more."""
    found, subject = queries.find_subject(request.user, kind, pk)
    actions.mark_read(by=request.user, subject=subject)
    messages.success(request, _("Marked as read."))
    return redirect(found.page, pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take my own words back."""
    post, subject = queries.find_post(request.user, pk)
    actions.withdraw(by=request.user, post=post)
    messages.success(request, _("Withdrawn. That you wrote here stays visible, your words don't."))
    return redirect("threads:thread", post.thread.kind, subject.pk)
