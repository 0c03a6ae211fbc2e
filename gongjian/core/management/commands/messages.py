"""Collect the words to translate, fill in translations, compile them."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from gongjian.core import catalog


class Command(BaseCommand):
    help = "Update the zh-Hans catalogue from the sources and list what lacks a translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        catalog.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        catalog.update(options["fill"], prune=options["prune"], out=self.stdout)
