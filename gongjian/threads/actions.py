"""Every write to threads: post, withdraw, mark as read."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.rows import lock
from gongjian.notices.actions import mark_about_read
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from . import queries
from .models import LONGEST, Post, Tell, Thread, Verb
from .registry import Subject, kind_of


def _held(kind: Subject, subject: Any) -> Thread:
    """The subject's thread, made when this is its first post, and held."""
    about = {"kind": kind.kind, "subject_id": subject.pk}
    Thread.objects.bulk_create([Thread(**about, title=str(subject)[:120])], ignore_conflicts=True)
    return Thread.objects.select_for_update().get(**about)


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Please write something.")})
    if len(words) > LONGEST:
        raise ValidationError({"words": _("Please keep this to %(most)s characters.") % {"most": LONGEST}})
    return words


@transaction.atomic
def post(*, by: Actor, subject: Any, organization: Organization, words: str, token: str) -> Post:
    """Write for a side that takes part. The same form sent twice is one post."""
    require(by, "threads.post", subject)
    if organization not in queries.speakers(by, subject):
        raise PermissionDenied("threads.post")
    kind: Any = kind_of(subject)
    words = _checked(words)
    thread = _held(kind, subject)
    known = Post.objects.filter(author_id=by.pk, token=token).first()
    if known is not None:
        return known
    made = Post.objects.create(
        thread=thread,
        author_id=by.pk,
        author_name=str(getattr(by, "display_name", "")),
        organization=organization,
        words=words,
        token=token,
        at=now(),
    )
    record(by, Verb.POSTED, thread, organization=organization.pk)
    _tell(by, thread, kind, subject)
    return made


def _tell(by: Actor, thread: Thread, kind: Subject, subject: Any) -> None:
    """Those who act for a side, and those who wrote before and still read it: once until they have read it."""
    people: set[User] = set()
    for side in kind.sides(subject):
        people.update(people_with(Power.LEAD, side), people_with(Power.SERVE, side))
    authors = thread.posts.order_by().values("author")
    before = User.objects.filter(pk__in=authors, is_active=True).exclude(pk__in=[each.pk for each in people])
    people.update(person for person in before if person.has_perm(kind.read, subject))
    waiting = {person.pk for person in people if queries.unread_notices(person, thread).exists()}
    to = [person for person in people if person.pk != by.pk and person.pk not in waiting]
    link = reverse("threads:thread", args=[kind.kind, subject.pk])
    notify(sorted(to, key=lambda person: person.pk), Tell.POSTED, thread, link=link, subject=str(subject))


@transaction.atomic
def withdraw(*, by: Actor, post: Post) -> Post:
    """Take one's own words back: the page says so and no longer shows them. Nothing happens the second time."""
    require(by, "threads.withdraw", post)
    post = lock(post)
    if post.withdrawn_at is None:
        post.withdrawn_at = now()
        post.save(update_fields=["withdrawn_at"])
        record(by, Verb.WITHDRAWN, post.thread, post=post.pk)
    return post


@transaction.atomic
def mark_read(*, by: Actor, subject: Any) -> int:
    """Say that the person has seen what is new; how many messages of the inbox that was."""
    require(by, "threads.read", subject)
    thread = queries.thread_of(subject)
    seen = mark_about_read(by=by, about=thread) if thread else 0
    if seen and thread:
        record(by, Verb.READ, thread)
    return seen
