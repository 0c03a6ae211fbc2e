"""`manage.py openapi` writes docs/openapi.json; `--check` says whether it is what the code offers."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongjian.exchange.api import api

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "openapi.json"


def document() -> str:
    """The OpenAPI document as text, always in the same order."""
    return json.dumps(api.get_openapi_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    help = "Write the OpenAPI document of the API, or check that the committed one is current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when the document is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        present = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        if options["check"]:
            if present != document():
                raise CommandError("docs/openapi.json is out of date: run manage.py openapi")
            self.stdout.write("docs/openapi.json is current")
            return
        DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
        DOCUMENT.write_text(document(), encoding="utf-8")
        self.stdout.write(f"wrote {DOCUMENT.relative_to(settings.BASE_DIR)}")
