"""Every write about accounts."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require, standing
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import Address, notify

from .models import Identifier, Tell, User, Verb, normalised
from .queries import PHONE, code_goes_to

NUMBER = re.compile(r"[0-9A-Z][0-9A-Z_-]{2,39}")


def _checked(identifiers: Mapping[str, str]) -> dict[str, str]:
    """Identifiers by kind in their one spelling; `ValidationError` by kind for what cannot be one."""
    found, wrong = {}, {}
    for kind, value in identifiers.items():
        value = normalised(Identifier.Kind(kind), value)
        try:
            if kind == Identifier.Kind.EMAIL:
                validate_email(value)
            elif not (PHONE if kind == Identifier.Kind.PHONE else NUMBER).fullmatch(value):
                raise ValidationError(_("Check the digits: this can't be one."))
        except ValidationError as error:
            wrong[kind] = error.messages
        found[kind] = value
    if wrong:
        raise ValidationError(wrong)
    return found


TAKEN = gettext_lazy("Somebody else is on the roster with this number, phone or e-mail.")
Digests = dict[tuple[str, str], int]


def _who_has(pairs: set[tuple[str, str]]) -> Digests:
    """The people who have these identifiers, by kind and hash."""
    rows = Identifier.objects.filter(digest__in={digest for _kind, digest in pairs})
    return {(row.kind, row.digest): row.user_id for row in rows if (row.kind, row.digest) in pairs}


@dataclass(frozen=True)
class _Entry:
    """One line of a roster, checked."""

    name: str
    values: dict[str, str]
    digests: dict[str, str]

    @classmethod
    def of(cls, display_name: str, identifiers: Mapping[str, str]) -> "_Entry":
        name = display_name.strip()
        if not name or not identifiers:
            words = _("A person needs a name and at least one number, phone or e-mail.")
            raise ValidationError({"display_name": words})
        values = _checked(identifiers)
        return cls(name, values, {kind: Identifier.digest_of(kind, value) for kind, value in values.items()})

    def rows_of(self, person: User) -> list[Identifier]:
        """The identifiers, verified: the roster vouches for them."""
        at = now()
        return [
            Identifier(user=person, kind=kind, value=value, digest=self.digests[kind], verified_at=at)
            for kind, value in self.values.items()
        ]

    def known(self, taken: Digests) -> int | None:
        """The person who is on the roster with just these; `Refused` when somebody else has one of them."""
        owners = {taken.get((kind, digest)) for kind, digest in self.digests.items()}
        if owners == {None}:
            return None
        person = User.objects.filter(pk=owners.pop()).first() if len(owners) == 1 else None
        if person is None or person.display_name != self.name:
            raise Refused(TAKEN)
        return person.pk


def _add(entry: _Entry, password: str | None = None) -> User:
    person = User(display_name=entry.name)
    if password:
        validate_password(password, person)
        person.claimed_at = now()
    person.set_password(password)
    person.full_clean(exclude=["password", "username"], validate_unique=False)
    return person


@transaction.atomic
def register(
    *, by: Actor, display_name: str, identifiers: Mapping[str, str], password: str | None = None
) -> User:
    """Put a person on the roster; the person claims the account later. The same entry twice changes nothing."""
    require(by, "accounts.register")
    entry = _Entry.of(display_name, identifiers)
    known = entry.known(_who_has(set(entry.digests.items())))
    if known:
        return User.objects.get(pk=known)
    person = _add(entry, password)
    try:
        with transaction.atomic():
            person.save()
            Identifier.objects.bulk_create(entry.rows_of(person))
    except IntegrityError:  # the same entry twice at once
        raise Refused(TAKEN) from None
    record(by, Verb.REGISTERED, person, kinds=sorted(entry.values))
    return person


@transaction.atomic
def register_many(*, by: Actor, people: Sequence[Mapping[str, Any]]) -> list[User]:
    """Put a roster in: each with `display_name` and `identifiers`. Those on it already are returned as they are.

    All or nothing; one entry in the audit log for the roster.
    """
    require(by, "accounts.register")
    entries = [_Entry.of(line["display_name"], line["identifiers"]) for line in people]
    taken = _who_has({pair for entry in entries for pair in entry.digests.items()})
    known = [entry.known(taken) for entry in entries]
    fresh = [_add(entry) for entry, pk in zip(entries, known, strict=True) if pk is None]
    new_entries = [entry for entry, pk in zip(entries, known, strict=True) if pk is None]
    try:
        with transaction.atomic():
            User.objects.bulk_create(fresh, batch_size=500)
            rows = [
                row for entry, person in zip(new_entries, fresh, strict=True) for row in entry.rows_of(person)
            ]
            Identifier.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:  # two lines of the roster, or two rosters at once, name the same identifier
        raise Refused(TAKEN) from None
    if fresh:
        record(by, Verb.REGISTERED, fresh[0], people=[person.pk for person in fresh])
    old, new = User.objects.in_bulk([pk for pk in known if pk]), iter(fresh)
    return [old[pk] if pk else next(new) for pk in known]


@transaction.atomic
def claim(*, by: User, password: str) -> User:
    """Take over the account that the roster made, after a one-time code: set the first password."""
    person = lock(by)
    if person.claimed_at:
        raise Refused(_("This account has been claimed already. You can change the password on your page."))
    require(by, "accounts.claim", person)
    validate_password(password, person)
    person.set_password(password)
    person.claimed_at = now()
    person.save()
    record(by, Verb.CLAIMED, person)
    return person


@transaction.atomic
def set_password(*, by: User, password: str) -> User:
    """Set a new password; the page asks for the old one, or for a fresh one-time code."""
    require(by, "accounts.set_password", by)
    person = lock(by)
    validate_password(password, person)
    person.set_password(password)
    person.claimed_at = person.claimed_at or now()
    person.save()
    record(by, Verb.PASSWORD_SET, person)
    return person


@transaction.atomic
def change_settings(
    *,
    by: User,
    language: str | None = None,
    elder_mode: bool | None = None,
    skills: list[str] | None = None,
    free_times: list[str] | None = None,
) -> User:
    """Change one's own language, size of letters, skills, free times; what is None stays."""
    require(by, "accounts.change_settings", by)
    if language is not None and language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Choose one of the languages.")})
    person = lock(by)
    asked = {"language": language, "elder_mode": elder_mode, "skills": skills, "free_times": free_times}
    changed = {
        name: value for name, value in asked.items() if value is not None and getattr(person, name) != value
    }
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        record(by, Verb.CHANGED_SETTINGS, person, fields=sorted(changed))
    return person


@transaction.atomic
def close_account(*, by: User) -> User:
    """Close one's own account: nobody signs in any more, identifiers are deleted; records of service stay.

    Retention: service records and signatures are kept with the name as long as the law on records asks; numbers,
    phone, e-mail, skills and free times go at once (PIPL §47).
    """
    require(by, "accounts.close", by)
    person = lock(by)
    if not person.is_active:
        raise Refused(_("This account is closed."))
    if standing(by).appointments:
        raise Refused(
            _("You still hold a post. Ask the organisation above yours to end it, then close the account.")
        )
    person.identifiers.all().delete()
    person.is_active, person.closed_at = False, now()
    person.skills, person.free_times = [], []
    person.set_unusable_password()
    person.save()
    record(by, Verb.CLOSED, person)
    return person


@transaction.atomic
def reveal(*, by: User, person: User, kind: str, reason: str) -> str:
    """Show one private field of somebody one serves; the person can read who looked, when and why."""
    require(by, "accounts.reveal", person)
    kind = Identifier.Kind(kind)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": _("Say why, in a few words. The person can read it.")})
    found = person.identifiers.filter(kind=kind).order_by("-pk").first()
    if found is None:
        raise Refused(_("Nothing of this kind is on file."))
    record(by, Verb.VIEWED_PRIVATE, person, kind=kind.value, reason=reason.strip())
    return found.value


@transaction.atomic
def note_minor(*, by: Actor, person: User, adult_on: dt.date) -> User:
    """Keep the one thing that must be known of somebody under age: when they are 18. Said by who serves them."""
    require(by, "accounts.note_minor", person)
    if not today() < adult_on <= today() + dt.timedelta(days=18 * 366):
        raise ValidationError({"adult_on": _("Please choose the day on which the person is 18.")})
    person = lock(person)
    if person.adult_on == adult_on:
        return person
    person.adult_on = adult_on
    person.save(update_fields=["adult_on"])
    record(by, Verb.MINOR_NOTED, person)
    return person


@transaction.atomic
def send_code(*, by: Actor, person: User, code: str) -> None:
    """Send a one-time code to the verified e-mail address, else the phone; nothing when there is neither."""
    require(by, "accounts.note", person)
    target = code_goes_to(person)
    if target is None:
        return
    channel = "email" if target.kind == Identifier.Kind.EMAIL else "sms"
    notify(Address(channel, target.value, urgent=True), Tell.SIGN_IN_CODE, person, code=code)
    record(by, Verb.CODE_SENT, person, channel=channel)


@transaction.atomic
def note(*, by: Actor, verb: Verb, person: User, **facts: Any) -> None:
    """Write a line into the security log: signed in, failed, signed out, second factor changed."""
    require(by, "accounts.note", person)
    record(by, verb, person, **facts)
