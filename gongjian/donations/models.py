"""Drives, pledges and hand-overs. Sums are whole fen; a single one is ciphertext."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.core.fields import EncryptedTextField
from gongjian.documents.models import Document
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization
from gongjian.organizations.paths import below
from gongjian.organizations.posts import Power

MOST_FEN = 100_000_00  # of one pledge: what a field can sensibly hold, not a rule
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
CODE_LENGTH = 18


def is_charity_code(code: str) -> bool:
    """A credit code (GB 32100-2015) of a body registered with civil affairs: right length and check sign."""
    if len(code) != CODE_LENGTH or not code.startswith("5") or set(code) - set(CODE_SIGNS):
        return False
    total = sum(CODE_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(code[:-1]))
    return CODE_SIGNS[(31 - total % 31) % 31] == code[-1]


@verbs
class Verb(models.TextChoices):
    PROPOSED = "donations.proposed", _("drafted a donation drive")
    EDITED = "donations.edited", _("edited a donation drive")
    SUBMITTED = "donations.submitted", _("asked for the approval of a donation drive")
    APPROVED = "donations.approved", _("approved a donation drive")
    SENT_BACK = "donations.sent_back", _("sent a donation drive back")
    PLEDGED = "donations.pledged", _("pledged a donation")
    WITHDRAWN = "donations.withdrawn", _("took a pledge back")
    RECEIVED = "donations.received", _("received a donation")
    AMOUNTS_SHOWN = "donations.amounts_shown", _("looked at single donations")
    BENEFICIARY_SHOWN = "donations.beneficiary_shown", _("looked at who a donation is for")
    CLOSED = "donations.closed", _("closed a donation drive")
    HANDED_OVER = "donations.handed_over", _("handed a donation over")


@tells
class Tell(models.TextChoices):
    SUBMITTED = "donations.submitted", _("“%(drive)s” waits for your approval.")
    APPROVED = "donations.approved", _("“%(drive)s” is approved and open.")
    SENT_BACK = "donations.sent_back", _("“%(drive)s” came back: %(reason)s")
    RECEIVED = "donations.received", _("Your gift for “%(drive)s” has arrived. Thank you.")
    HANDED_OVER = "donations.handed_over", _("What was given for “%(drive)s” has been handed over.")


class DriveQuerySet(models.QuerySet["Drive"]):
    def visible_to(self, user: Any) -> "DriveQuerySet":
        """Inside: the organisation's own people. A call through a charity: everybody. Before approval: who decides."""
        running = Q(state__in=Drive.SHOWN)
        seen = running & Q(reach=Drive.Reach.PUBLIC)
        if user.pk:
            powers = standing(user)
            seen |= running & (powers.belongs("organization") | powers.condition(Power.SEE, "organization"))
            seen |= powers.condition(Power.ARRANGE, "organization")
            seen |= ~Q(state=Drive.State.DRAFT) & led_below(powers, "organization")
            seen |= Q(treasurer_id=user.pk)
        return self.filter(seen)


def led_below(powers: Any, relation: str) -> Q:
    """The organisation is one that the person leads, or stands below it."""
    found = Q(pk__in=[])
    for path in sorted(powers.own.get(Power.LEAD, ())):
        low, high = below(path)
        found |= Q(**{f"{relation}__path__gte": low, f"{relation}__path__lt": high})
    return found


class Drive(models.Model):
    """One purpose for which people of an organisation give. `pledged_fen` and `received_fen` are totals."""

    class Reach(models.TextChoices):
        INSIDE = "inside", _("within the organisation")
        PUBLIC = "public", _("to the public, through a charity")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waiting for approval")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed, being handed over")
        HANDED_OVER = "handed_over", _("handed over")

    SHOWN = [State.OPEN, State.CLOSED, State.HANDED_OVER]
    MOVES = {
        State.DRAFT: {State.PROPOSED},
        State.PROPOSED: {State.DRAFT, State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.HANDED_OVER},
    }

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    reach = models.CharField(_("who is asked"), max_length=8, choices=Reach.choices, default=Reach.INSIDE)
    title = models.CharField(_("title"), max_length=60)
    purpose = models.TextField(_("what it is for"), max_length=1000)
    beneficiary = models.CharField(_("who is helped, without a name"), max_length=120)
    beneficiary_name = EncryptedTextField(_("name of the beneficiary"))
    consent_by = EncryptedTextField(_("who agreed"))
    consent_on = models.DateField(_("agreed on"))
    consent_for = models.CharField(_("agreed to what"), max_length=160)
    goods_wanted = models.CharField(_("goods that would help"), max_length=200, blank=True)
    takes_sums = models.BooleanField(_("sums may be pledged"), default=True)
    until = models.DateField(_("open until"))
    treasurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("treasurer")
    )
    charity = models.CharField(_("charity"), max_length=120, blank=True)
    charity_code = models.CharField(_("its number"), max_length=18, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    return_reason = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    pledged_fen = models.PositiveBigIntegerField(default=0)
    received_fen = models.PositiveBigIntegerField(default=0)

    objects = DriveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reach="public") | (~Q(charity="") & ~Q(charity_code="")),
                name="drive_public_through_a_charity",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"])
                | (
                    Q(approved_by__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                    & ~Q(approved_by=F("treasurer"))
                ),
                name="drive_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(consent_for="") & ~Q(consent_by=""), name="drive_with_consent"
            ),
            models.CheckConstraint(
                condition=Q(received_fen__lte=F("pledged_fen")), name="drive_received_what_was_pledged"
            ),
            models.CheckConstraint(
                condition=~Q(reach="public") | Q(pledged_fen=0), name="drive_public_takes_no_pledge"
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="drive_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_pledges(self) -> bool:
        """Whether something may be pledged today."""
        return self.state == self.State.OPEN and self.reach == self.Reach.INSIDE and self.until >= today()


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def visible_to(self, user: Any) -> "PledgeQuerySet":
        """The giver's own, and all of a drive for its treasurer."""
        if not user.pk:
            return self.none()
        return self.filter(Q(person_id=user.pk) | Q(drive__treasurer_id=user.pk))

    def live(self) -> "PledgeQuerySet":
        return self.exclude(state=Pledge.State.WITHDRAWN)


class Pledge(models.Model):
    """What one person would give: goods, or a sum in fen. The sum is ciphertext."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("goods")
        SUM = "sum", _("a sum of money")

    class State(models.TextChoices):
        PLEDGED = "pledged", _("pledged")
        RECEIVED = "received", _("received")
        WITHDRAWN = "withdrawn", _("taken back")

    MOVES = {State.PLEDGED: {State.RECEIVED, State.WITHDRAWN}}

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="pledges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    goods = models.CharField(_("what"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    quantity = models.PositiveIntegerField(
        _("how many"), default=0, validators=[MinValueValidator(0), MaxValueValidator(10_000)]
    )
    sum_fen = EncryptedTextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLEDGED)
    pledged_at = models.DateTimeField(default=now)
    received_at = models.DateTimeField(null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["pledged_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "person", "kind", "goods"],
                condition=Q(state="pledged"),
                name="pledge_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="sum", goods="", quantity=0) & ~Q(sum_fen="")
                | Q(kind="goods", quantity__gte=1, sum_fen="") & ~Q(goods=""),
                name="pledge_is_goods_or_a_sum",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_at__isnull=False), name="pledge_received_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive}: {self.get_kind_display()}"

    @property
    def fen(self) -> int:
        return int(self.sum_fen or 0)

    @property
    def yuan(self) -> str:
        """For the giver's own eyes."""
        return f"{self.fen / 100:.2f}".removesuffix(".00")


class HandOver(models.Model):
    """What became of it: to whom (without a name), when, by whom, and the receipt."""

    drive = models.OneToOneField(Drive, models.PROTECT, related_name="hand_over")
    handed_on = models.DateField(_("handed over on"))
    to = models.CharField(_("to whom, without a name"), max_length=120)
    words = models.CharField(_("how it went"), max_length=300, blank=True)
    total_fen = models.PositiveBigIntegerField(default=0)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.drive}: {self.handed_on}"
