"""Organisations as materialised paths, and people's places in them."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.notices.registry import tells

from .paths import ancestors, below
from .posts import Post, Power, permission_to_fill


@verbs
class Verb(models.TextChoices):
    FOUNDED = "organizations.founded", _("founded an organisation")
    MOVED = "organizations.moved", _("moved an organisation")
    EDITED = "organizations.edited", _("edited an organisation")
    CLOSED = "organizations.closed", _("closed an organisation")
    APPOINTED = "organizations.appointed", _("appointed somebody to a post")
    APPOINTMENT_ENDED = "organizations.appointment_ended", _("ended an appointment")
    AFFILIATED = "organizations.affiliated", _("recorded that somebody belongs")
    AFFILIATION_ENDED = "organizations.affiliation_ended", _("recorded that somebody left")
    PLACE_SAVED = "organizations.place_saved", _("saved the profile of a place")
    BODY_FORMED = "organizations.body_formed", _("formed a joint body")
    BODY_JOINED = "organizations.body_joined", _("joined a joint body")


@tells
class Tell(models.TextChoices):
    APPOINTED = "organizations.appointed", _("You are now %(post)s of %(organization)s.")
    APPOINTMENT_ENDED = (
        "organizations.appointment_ended",
        _("Your post as %(post)s of %(organization)s has ended."),
    )
    BODY_FORMED = "organizations.body_formed", _("%(organization)s now sits in “%(body)s”.")


class ReadableJSON(DjangoJSONEncoder):
    """JSON whose Chinese stays Chinese, so that a search finds it on SQLite as on PostgreSQL."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class Side(models.TextChoices):
    """Which side of the bridge."""

    CAMPUS = "campus", _("campus")
    COMMUNITY = "community", _("community")
    GOVERNMENT = "government", _("government")
    ENTERPRISE = "enterprise", _("enterprise")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: Any) -> "OrganizationQuerySet":
        """Names and places of organisations are public."""
        return self

    def open(self) -> "OrganizationQuerySet":
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today()))

    def subtree(self, path: str) -> "OrganizationQuerySet":
        """The node and all below it, as one range of the index."""
        low, high = below(path)
        return self.filter(path__gte=low, path__lt=high)


class Organization(models.Model):
    """A node of a tree. `path` is a chain of four-character steps, so that a subtree is a range."""

    class Kind(models.TextChoices):
        UNIVERSITY_COMMITTEE = "university_committee", _("university Party committee")
        GENERAL_BRANCH = "general_branch", _("general Party branch")
        BRANCH = "branch", _("Party branch")
        GROUP = "group", _("Party group")
        CLASS = "class", _("class")
        LEAGUE_BRANCH = "league_branch", _("League branch")
        LOGISTICS = "logistics", _("logistics department")
        WORKING_COMMITTEE = "working_committee", _("subdistrict Party working committee")
        COMMUNITY_COMMITTEE = "community_committee", _("community Party committee")
        RESIDENTS_COMMITTEE = "residents_committee", _("residents committee")
        OWNERS_COMMITTEE = "owners_committee", _("owners' committee")
        PROPERTY_COMPANY = "property_company", _("property company")
        SOCIAL_ORGANIZATION = "social_organization", _("social organisation")
        DEPLOYED_UNIT = "deployed_unit", _("sunk-in unit")
        VOLUNTEER_TEAM = "volunteer_team", _("volunteer team")
        ENTERPRISE = "enterprise", _("enterprise")
        DEPARTMENT = "department", _("government department")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    side = models.CharField(_("side"), max_length=12, choices=Side.choices)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    about = models.TextField(_("about"), blank=True)
    strengths = models.JSONField(_("good at"), default=list, blank=True, encoder=ReadableJSON)
    seeks_partners = models.BooleanField(_("looks for a partner"), default=False)
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    opened_on = models.DateField(default=today)
    closed_on = models.DateField(null=True, blank=True)
    term_ends_on = models.DateField(null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="organizations_name_once",
                violation_error_message=_("There is an organisation of this name already."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(parent__isnull=True),
                name="organizations_root_name_once",
                violation_error_message=_("There is an organisation of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="organizations_life",
            ),
        ]
        indexes = [models.Index(fields=["kind", "side", "path"], name="organizations_kind")]
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def is_within(self, other: "Organization") -> bool:
        return self.path.startswith(other.path)

    @property
    def ancestor_paths(self) -> list[str]:
        """The paths above this one and its own."""
        return ancestors(self.path)


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows that belong to an organisation. A context overrides `visible_to` where it differs."""

    owner = "organization"

    def visible_to(self, user: Any) -> Any:
        """Rows of organisations where the person holds any power, or oversees from above."""
        if not user.pk:
            return self.none()
        return self.filter(standing(user).condition(Power.SEE, self.owner))


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that anybody may read."""

    def visible_to(self, user: Any) -> Any:
        return self


class Place(models.Model):
    """A 小区, a service centre, a class room: where needs arise and things happen."""

    class Kind(models.TextChoices):
        COMPOUND = "compound", _("residential compound")
        SERVICE_CENTER = "service_center", _("Party-mass service center")
        CLASSROOM = "classroom", _("classroom")
        DORMITORY = "dormitory", _("dormitory")
        OFFICE = "office", _("teaching office")
        OTHER = "other", _("other place")

    class Management(models.TextChoices):
        PROPERTY = "property", _("with a property company")
        OWNERS = "owners", _("run by its owners' committee")
        GUARD = "guard", _("with a guard only")
        NONE = "none", _("three-no compound (no property management)")
        NOT_APPLICABLE = "n/a", _("not applicable")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="places")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPOUND)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=160, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    elderly_percent = models.PositiveSmallIntegerField(_("residents over 60 (%)"), null=True, blank=True)
    is_old = models.BooleanField(_("old compound"), default=False)
    management = models.CharField(
        _("management"), max_length=10, choices=Management.choices, default=Management.NOT_APPLICABLE
    )
    missing = models.JSONField(_("missing facilities"), default=list, blank=True)
    stands_in = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who stands in")
    )
    changed = models.CharField(_("what has changed"), max_length=300, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="organizations_place_once",
                violation_error_message=_("There is a place of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(elderly_percent__isnull=True) | Q(elderly_percent__lte=100),
                name="organizations_percent",
                violation_error_message=_("The share must lie between 0 and 100."),
            ),
        ]
        indexes = [models.Index(fields=["management"], name="organizations_management")]
        ordering = ["organization__path", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_three_no(self) -> bool:
        return self.management == self.Management.NONE


class Current(models.QuerySet[Any]):
    """Rows with a life from `since` until `until` (the last day, inclusive)."""

    def current(self, day: Any = None) -> Any:
        day = day or today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def visible_to(self, user: Any) -> Any:
        """One's own rows, and those of organisations where one holds a power."""
        if not user.pk:
            return self.none()
        return self.filter(Q(person_id=user.pk) | standing(user).condition(Power.SEE, "organization"))


class Affiliation(models.Model):
    """A person belongs to an organisation. It gives visibility, eligibility and denominators, never powers."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Party member")
        STUDENT = "student", _("student")
        RESIDENT = "resident", _("resident")
        STAFF = "staff", _("staff")
        VOLUNTEER = "volunteer", _("volunteer")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="affiliations")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)

    objects = Current.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "kind"],
                condition=Q(until__isnull=True),
                name="affiliation_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="affiliation_life"
            ),
        ]
        indexes = [models.Index(fields=["organization", "kind", "until"], name="affiliation_org")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization} · {self.get_kind_display()}"


class AppointmentQuerySet(Current):
    """Appointments in force: those ended before their last day are over at once."""

    def current(self, day: Any = None, moment: Any = None) -> Any:
        return super().current(day).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment or now()))

    def visible_to(self, user: Any) -> Any:
        """Also those one may fill, and those of the organisations one belongs to: members know their secretary."""
        if not user.pk:
            return self.none()
        held = standing(user)
        mine = Q(person_id=user.pk) | held.belongs("organization")
        for power in (Power.SEE, Power.APPOINT):
            mine |= held.condition(power, "organization")
        return self.filter(mine)


class Appointment(models.Model):
    """A person holds a post in an organisation: the only source of powers.

    `until` is the last day. `ended_at` is set when somebody ended it: powers are gone from that moment.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="appointments")
    post = models.CharField(_("post"), max_length=30, choices=Post.choices)
    since = models.DateField(default=today)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(post=Post.SECRETARY, until__isnull=True),
                name="one_open_secretary",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_life"
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="appointment_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization} · {self.get_post_display()}"

    @property
    def permission(self) -> str:
        """What it takes to fill this post or to end the appointment."""
        return permission_to_fill(self.post)


class JointBody(models.Model):
    """A body with member organisations from several trees."""

    class Kind(models.TextChoices):
        COORDINATION_GROUP = "coordination_group", _("coordination group")
        WORKING_GROUP = "working_group", _("working group")
        ENLARGED_COMMITTEE = "enlarged_committee", _("enlarged community Party committee")
        JOINT_CONFERENCE = "joint_conference", _("joint conference")
        DELIBERATION_HALL = "deliberation_hall", _("deliberation hall")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120, unique=True)
    members = models.ManyToManyField(Organization, through="JointMembership", related_name="joint_bodies")
    formed_on = models.DateField(default=today)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class JointMembership(models.Model):
    """One organisation's seat in a joint body."""

    body = models.ForeignKey(JointBody, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    convenes = models.BooleanField(_("convenes the body"), default=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "organization"], name="joint_member_once")]

    def __str__(self) -> str:
        return f"{self.body} · {self.organization}"
