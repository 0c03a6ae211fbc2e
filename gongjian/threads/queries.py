"""A thread as its readers see it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongjian.notices.models import Notice
from gongjian.organizations.models import Organization

from .models import Post, Tell, Thread
from .registry import SUBJECTS, Subject, kind_of

SHOWN = 5  # posts on the subject's own page


@dataclass(frozen=True)
class Talk:
    """The newest posts about a subject, how many there are, what is new to the reader, and for whom they may write."""

    kind: str
    pk: int
    title: str
    page: str
    thread: Thread | None
    posts: list[Post]
    number: int
    new_since: dt.datetime | None
    speakers: list[Organization]

    @property
    def older(self) -> int:
        return self.number - len(self.posts)


def find_subject(user: Any, kind: str, pk: int) -> tuple[Subject, Any]:
    """What is talked about, when the person may read its thread; otherwise there is none (404)."""
    found = SUBJECTS.get(kind)
    if found is None:
        raise Http404
    rows: Any = found.model._default_manager.all()
    subject = get_object_or_404(rows.visible_to(user), pk=pk)
    if not user.has_perm("threads.read", subject):
        raise Http404
    return found, subject


def thread_of(subject: Any) -> Thread | None:
    kind = kind_of(subject)
    return Thread.objects.filter(kind=kind.kind, subject_id=subject.pk).first() if kind else None


def posts_of(thread: Thread | None) -> QuerySet[Post]:
    """Newest first."""
    rows = Post.objects.filter(thread=thread) if thread else Post.objects.none()
    return rows.select_related("organization").order_by("-at", "-pk")


def unread_notices(user: Any, thread: Thread | None) -> QuerySet[Notice]:
    """What the person was told of the thread and has not read yet."""
    rows = Notice.objects.visible_to(user).unread().filter(kind=Tell.POSTED)
    about = {"about_type": Thread._meta.label_lower, "about_id": str(thread.pk if thread else "")}
    return rows.filter(**about).order_by("created_at")


def speakers(user: Any, subject: Any) -> list[Organization]:
    """The sides for which the person may write."""
    kind = kind_of(subject)
    if kind is None or not user.has_perm("threads.post", subject):
        return []
    return kind.speakers(user, subject)


def talk(user: Any, subject: Any) -> Talk | None:
    """The thread on a subject's page; None for those who don't read it."""
    kind = kind_of(subject)
    if kind is None or not user.has_perm("threads.read", subject):
        return None
    thread = thread_of(subject)
    rows = posts_of(thread)
    first = unread_notices(user, thread).first() if thread else None
    return Talk(
        kind=kind.kind,
        pk=subject.pk,
        title=str(subject),
        page=reverse(kind.page, args=[subject.pk]),
        thread=thread,
        posts=list(rows[:SHOWN])[::-1],
        number=rows.count() if thread else 0,
        new_since=first.created_at if first else None,
        speakers=speakers(user, subject),
    )


def find_post(user: Any, pk: int) -> tuple[Post, Any]:
    """A post with its subject, for those who read it; otherwise there is none (404)."""
    post = get_object_or_404(Post.objects.select_related("thread", "organization"), pk=pk)
    _kind, subject = find_subject(user, post.thread.kind, post.thread.subject_id)
    return post, subject


def newest_posts() -> dict[str, dict[int, dt.datetime]]:
    """When each subject was last written about, by kind: for those above who ask whether something happens."""
    found: dict[str, dict[int, dt.datetime]] = {}
    posts: Any = Post.objects.filter(withdrawn_at=None).order_by()
    rows = posts.values_list("thread__kind", "thread__subject_id").annotate(newest=Max("at"))
    for kind, pk, at in rows:
        found.setdefault(kind, {})[pk] = at
    return found


def invariants() -> Iterator[str]:
    """A sentence for each broken promise."""
    for thread in Thread.objects.exclude(kind__in=SUBJECTS):
        yield f"thread {thread.pk} is about {thread.kind}, of which nobody talks"
    for pk in Post.objects.filter(thread__posts=None).values_list("pk", flat=True):
        yield f"post {pk} stands in no thread"
