"""Founding, moving, describing and closing organisations.

A tree is held by locking its root: whoever founds or moves below it waits, so that a child founded during a move
cannot keep a path that no longer exists. Founding is rare; reading takes no lock.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Affiliation, Appointment, Organization, Tell, Verb
from gongjian.organizations.paths import STEP, number, step

EDITABLE = {"name", "short_name", "about", "strengths", "seeks_partners", "phone", "term_ends_on"}
TRIES = 5
LONGEST = Organization._meta.get_field("path").max_length or 0


def _hold_trees(*nodes: Organization) -> list[Organization]:
    """Lock the roots above the nodes and read the nodes again, until the roots are the right ones."""
    found = list(nodes)
    for _try in range(TRIES):
        roots = {node.path[:STEP] for node in found}
        held = Organization.objects.select_for_update(no_key=True).filter(path__in=roots).order_by("pk")
        if len(held) == len(roots):
            found = [Organization.objects.get(pk=node.pk) for node in found]
            if {node.path[:STEP] for node in found} == roots:
                return found
        found = [Organization.objects.get(pk=node.pk) for node in found]
    raise Refused(_("The tree is being changed by somebody else. Please try again."))


def _free_path(parent: Organization | None) -> str:
    """The path of one more child. Its tree is held; new roots queue behind the oldest root, once there is one."""
    if parent is None:
        list(Organization.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk")[:1])
    last = Organization.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    return (parent.path if parent else "") + step(number(last) + 1 if last else 1)


def _refuse_closed(parent: Organization) -> None:
    if parent.closed_on and parent.closed_on <= today():
        raise Refused(_("“%(name)s” is closed. Choose an organisation that is open.") % {"name": parent.name})


@transaction.atomic
def found(
    *, by: Actor, kind: str, side: str, name: str, parent: Organization | None = None, **fields: Any
) -> Organization:
    """Found an organisation below `parent`, or the root of a new tree. Fields are those of the model."""
    require(by, "organizations.found", parent)
    if parent:
        (parent,) = _hold_trees(parent)
        _refuse_closed(parent)
    organization = Organization(kind=kind, side=side, name=name.strip(), parent=parent, **fields)
    for tries_left in reversed(range(TRIES)):
        organization.path = _free_path(parent)
        organization.full_clean(exclude=["path"])
        try:
            with transaction.atomic():
                organization.save()
            break
        except IntegrityError:  # the very first roots at once: the other one took the path, or the name
            if not tries_left:
                raise
    record(by, Verb.FOUNDED, organization, kind=kind, parent=parent.pk if parent else None)
    return organization


@transaction.atomic
def move(*, by: Actor, organization: Organization, parent: Organization) -> Organization:
    """Put an organisation and all below it under another parent; one statement rewrites the paths."""
    require(by, "organizations.move", organization)
    require(by, "organizations.found", parent)
    organization, parent = _hold_trees(organization, parent)
    if parent.is_within(organization):
        raise Refused(_("An organisation can't be moved below itself."))
    if organization.parent_id == parent.pk:
        raise Refused(_("It is there already."))
    _refuse_closed(parent)
    if Organization.objects.filter(parent=parent, name=organization.name).exists():
        raise Refused(_("There is an organisation of this name already. Rename one of the two first."))
    old, new = organization.path, _free_path(parent)
    rows = Organization.objects.subtree(old)
    deepest = rows.aggregate(longest=Max(Length("path")))["longest"]
    if deepest - len(old) + len(new) > LONGEST:
        raise Refused(_("The tree would become too deep."))
    before = organization.parent_id
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Organization.objects.filter(pk=organization.pk).update(parent=parent)
    organization.refresh_from_db()
    record(by, Verb.MOVED, organization, before=before, after=parent.pk)
    return organization


@transaction.atomic
def edit(*, by: Actor, organization: Organization, **fields: Any) -> Organization:
    """Change what an organisation says of itself: name, words, strengths, phone, whether it looks for a partner."""
    require(by, "organizations.edit", organization)
    organization = lock(organization)
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    changed = sorted(name for name, value in fields.items() if getattr(organization, name) != value)
    if not changed:
        return organization
    for name in changed:
        setattr(organization, name, fields[name])
    organization.full_clean(exclude=["path"])
    organization.save()
    record(by, Verb.EDITED, organization, fields=changed)
    return organization


@transaction.atomic
def close(*, by: Actor, organization: Organization, reason: str = "") -> Organization:
    """Close an organisation from today: its posts and belongings end, its rows stay readable."""
    require(by, "organizations.close", organization)
    (organization,) = _hold_trees(organization)
    if organization.closed_on:
        raise Refused(_("It is closed already."))
    if organization.children.filter(closed_on__isnull=True).exists():
        raise Refused(_("There are open organisations below it. Close or move them first."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    organization.closed_on = max(today(), organization.opened_on)
    organization.save()
    ended = list(Appointment.objects.current().filter(organization=organization).select_related("person"))
    Appointment.objects.filter(pk__in=[row.pk for row in ended]).update(
        until=organization.closed_on, ended_at=now()
    )
    Affiliation.objects.filter(
        organization=organization, until__isnull=True, since__lte=organization.closed_on
    ).update(until=organization.closed_on)
    record(by, Verb.CLOSED, organization, reason=reason, posts_ended=len(ended))
    for row in ended:
        facts = {"post": row.get_post_display(), "organization": organization.name}
        notify(row.person, Tell.APPOINTMENT_ENDED, organization, **facts)
    return organization
