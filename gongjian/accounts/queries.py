"""Finding people by what they type, and what a person may read about the own account."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gongjian.audit.models import Entry
from gongjian.core.access import standing

from .models import Identifier, User, Verb, normalised

PHONE = re.compile(r"(\+?86)?1\d{10}")


def kinds_of(typed: str) -> list[str]:
    """Which kinds of identifier a text can be, most likely first; so one text never means two people."""
    if "@" in typed:
        return [Identifier.Kind.EMAIL]
    text = "".join(typed.split()).replace("-", "")
    if PHONE.fullmatch(text):
        return [Identifier.Kind.PHONE, Identifier.Kind.NUMBER]
    return [Identifier.Kind.NUMBER]


def person_by_identifier(typed: str) -> User | None:
    """The person with an open account who has this number, phone or e-mail; one query."""
    digests = {kind: Identifier.digest_of(kind, typed) for kind in kinds_of(typed)}
    rows = Identifier.objects.filter(digest__in=digests.values(), user__is_active=True).select_related("user")
    found = {row.kind: row.user for row in rows if digests.get(row.kind) == row.digest}
    return next((found[kind] for kind in digests if kind in found), None)


def attempt_key(typed: str, person: User | None) -> str:
    """What failed attempts are counted by: the person, however spelled, or the text that nobody has."""
    return f"person:{person.pk}" if person else f"text:{normalised(kinds_of(typed)[0], typed)}"


def email_addresses(ids: Iterable[int]) -> dict[int, str]:
    """The verified e-mail addresses of people with open accounts, by key; people without one are left out."""
    rows = Identifier.objects.filter(
        user_id__in=list(ids), user__is_active=True, kind=Identifier.Kind.EMAIL, verified_at__isnull=False
    )
    return {row.user_id: row.value for row in rows.order_by("pk")}


def code_goes_to(person: User) -> Identifier | None:
    """Where a one-time code is sent: the verified e-mail address, else the verified phone."""
    rows = person.identifiers.filter(verified_at__isnull=False).exclude(kind=Identifier.Kind.NUMBER)
    found = {row.kind: row for row in rows.order_by("pk")}
    return found.get(Identifier.Kind.EMAIL) or found.get(Identifier.Kind.PHONE)


@dataclass(frozen=True)
class Stored:
    """One thing that is kept about a person, masked, and why."""

    what: str
    value: str
    why: str


def stored_about(user: User) -> list[Stored]:
    """What this context keeps about a person, in plain words, for the privacy page."""
    because = {
        Identifier.Kind.NUMBER: _("So that you are found on the roster and can sign in."),
        Identifier.Kind.PHONE: _("So that you can sign in and be reached about what you signed up for."),
        Identifier.Kind.EMAIL: _("So that one-time codes and your digest reach you."),
    }
    rows = [
        Stored(_("Your name"), user.display_name, _("So that others know who signed up, serves or signs."))
    ]
    rows += [
        Stored(row.get_kind_display(), str(row), because[Identifier.Kind(row.kind)])
        for row in user.identifiers.order_by("kind", "pk")
    ]
    listed = [_("%(number)d entries") % {"number": len(user.skills)}] if user.skills else []
    if listed:
        rows.append(
            Stored(_("Skills"), listed[0], _("So that what suits you is suggested; only you change them."))
        )
    held = standing(user)
    for row in held.affiliations:
        rows.append(
            Stored(row.get_kind_display(), row.organization.name, _("So that you see what is meant for you."))
        )
    for row in held.appointments:
        rows.append(
            Stored(row.get_post_display(), row.organization.name, _("Your post gives you your rights here."))
        )
    return rows


def viewings_of(user: Any) -> QuerySet[Entry]:
    """Who looked at the person's private fields, newest first."""
    rows = Entry.objects.visible_to(user).filter(verb=Verb.VIEWED_PRIVATE, subject_type="accounts.user")
    return rows.filter(subject_id=str(user.pk)).select_related("by").order_by("-at", "-pk")


def security_log_of(user: Any) -> QuerySet[Entry]:
    """Sign-ins, failures, sign-outs and changes of the means to sign in, newest first."""
    verbs = [
        Verb.SIGNED_IN, Verb.SIGN_IN_FAILED, Verb.SIGNED_OUT, Verb.PASSWORD_SET, Verb.CLAIMED,
        Verb.SECOND_FACTOR_ADDED, Verb.SECOND_FACTOR_REMOVED,
    ]  # fmt: skip
    rows = Entry.objects.visible_to(user).filter(subject_type="accounts.user", subject_id=str(user.pk))
    return rows.filter(verb__in=verbs).order_by("-at", "-pk")


def person_to_reveal(user: Any, pk: int) -> User:
    """Somebody whose private fields the person may see; anybody else does not exist here."""
    person = get_object_or_404(User.objects.filter(is_active=True), pk=pk)
    if not user.has_perm("accounts.reveal", person):
        raise Http404
    return person


def session_of(user: Any, pk: int) -> UserSession:
    """One of the person's own sessions."""
    return get_object_or_404(UserSession.objects.filter(user_id=user.pk), pk=pk)


def passkey_of(user: Any, pk: int) -> Authenticator:
    """One of the person's own passkeys."""
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return get_object_or_404(rows, pk=pk)


BROWSERS = {
    "MicroMessenger": "WeChat",
    "Edg/": "Edge",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True)
class Device:
    """One place where a person is signed in, in words a person recognises."""

    name: str
    session: UserSession


def devices(sessions: Iterable[UserSession]) -> list[Device]:
    """The newest first."""
    found = []
    for session in sorted(sessions, key=lambda row: row.created_at, reverse=True):
        agent = session.user_agent
        parts = [
            next((name for mark, name in names.items() if mark in agent), "") for names in (SYSTEMS, BROWSERS)
        ]
        found.append(Device(" · ".join(filter(None, parts)) or _("Unknown device"), session))
    return found


def invariants() -> Iterator[str]:
    """A sentence for each broken fact: a look-up hash that does not fit its value, an open door of a closed account."""
    for row in Identifier.objects.order_by("pk").iterator(2000):
        if row.digest != Identifier.digest_of(row.kind, row.value):
            yield f"identifier {row.pk}: the hash does not fit the value"
    for person in User.objects.filter(is_active=False, identifiers__isnull=False).distinct()[:20]:
        yield f"user {person.pk}: closed, but can still be found by an identifier"
    for person in User.objects.filter(is_active=True, closed_at__isnull=False)[:20]:
        yield f"user {person.pk}: closed and active at once"
