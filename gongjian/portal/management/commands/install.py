"""The first steps of a real installation: the top of a tree, its operator, the points rules."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from gongjian.accounts.actions import register
from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused
from gongjian.organizations.actions import appoint, found
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Post
from gongjian.points.actions import load_shipped_rules

Kind = Organization.Kind
SIDES = {
    Kind.UNIVERSITY_COMMITTEE: Side.CAMPUS,
    Kind.WORKING_COMMITTEE: Side.COMMUNITY,
    Kind.DEPARTMENT: Side.GOVERNMENT,
    Kind.ENTERPRISE: Side.ENTERPRISE,
}


class Command(BaseCommand):
    help = "Found the top of a tree with its operator. Once for the university, once for the sub-district."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="of the organisation at the top")
        parser.add_argument("--kind", required=True, help=", ".join(SIDES))
        parser.add_argument("--operator", required=True, help="the operator's name")
        parser.add_argument("--email", required=True, help="the operator's, for one-time codes")

    def handle(self, *args: Any, **options: Any) -> None:
        name, kind = options["name"].strip(), options["kind"]
        if kind not in SIDES:
            raise CommandError(f"--kind {kind}: no such top of a tree. Choose one of {', '.join(SIDES)}.")
        try:
            validate_email(options["email"].strip())
        except ValidationError:
            raise CommandError("--email: this is not an e-mail address.") from None
        if Organization.objects.visible_to(SYSTEM).filter(parent=None, name=name).exists():
            self.stdout.write(f"{name} is there already. Nothing was changed.")
            return
        try:
            rules = self._install(name, kind, options["operator"], options["email"])
        except Refused as error:
            raise CommandError(f"Nothing was changed: {error}") from None
        except ValidationError as error:
            raise CommandError(f"Nothing was changed: {' '.join(error.messages)}") from None
        self.stdout.write(
            f"{name} is founded; {options['operator']} is its operator; {rules} points rules added."
        )
        self.stdout.write("The operator signs in with a one-time code to this e-mail address.")

    @transaction.atomic
    def _install(self, name: str, kind: str, operator: str, email: str) -> int:
        """All of it or nothing; how many points rules were new."""
        top = found(by=SYSTEM, kind=kind, side=SIDES[Kind(kind)], name=name)
        person = register(by=SYSTEM, display_name=operator, identifiers={"email": email})
        appoint(by=SYSTEM, person=person, organization=top, post=Post.OPERATOR)
        return len(load_shipped_rules(by=SYSTEM))
