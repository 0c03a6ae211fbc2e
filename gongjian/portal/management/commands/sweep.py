"""Everything that happens by itself, once: for cron and after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand

from gongjian.portal.tasks import run_all


class Command(BaseCommand):
    help = "Run every sweep once."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, result in run_all().items():
            self.stdout.write(f"{name}: {result}")
