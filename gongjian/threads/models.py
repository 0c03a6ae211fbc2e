"""Threads and their posts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.clock import now
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization

LONGEST = 1000  # characters of a post


@verbs
class Verb(models.TextChoices):
    POSTED = "threads.posted", _("wrote a message")
    WITHDRAWN = "threads.withdrawn", _("withdrew a message")
    READ = "threads.read", _("marked messages as read")


@tells
class Tell(models.TextChoices):
    POSTED = "threads.posted", _("There is a new message about “%(subject)s”.")


class Thread(models.Model):
    """The conversation about one row of another context, which says who sees it."""

    kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=120, help_text="of the subject, when it was last written to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="thread_once")]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """One message of one person for one side."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=60)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    words = models.TextField(_("message"), max_length=LONGEST)
    token = models.CharField(max_length=40, help_text="of the form it came with: sent twice, taken once")
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "token"], name="post_once"),
            models.CheckConstraint(condition=~Q(words=""), name="post_says_something"),
        ]
        indexes = [models.Index(fields=["thread", "-at", "-id"], name="post_thread")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.author_name} · {self.thread}"
