"""Prove that nobody touched the log (`verify`), or write it out (`export`)."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongjian.audit import queries

SHOWN = 50


class Command(BaseCommand):
    help = "audit verify: check the chain (exit code 1 on a break). audit export [FILE]: one JSON line per entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "export"])
        parser.add_argument("file", nargs="?", help="where export writes; standard output when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self._export(options["file"])
        else:
            self._verify()

    def _verify(self) -> None:
        verdict = queries.verify()
        for problem in verdict.problems[:SHOWN]:
            self.stdout.write(f"BROKEN  {problem}")
        if len(verdict.problems) > SHOWN:
            self.stdout.write(f"BROKEN  … and {len(verdict.problems) - SHOWN} more")
        tail = verdict.unsealed
        named = f": ids {', '.join(map(str, tail[:10]))}{' …' if len(tail) > 10 else ''}" if tail else ""
        self.stdout.write(
            f"{verdict.sealed} sealed entries, {verdict.heads} heads, {len(tail)} not sealed yet{named}"
        )
        if verdict.problems:
            sys.exit(1)
        self.stdout.write("The chain is whole.")

    def _export(self, file: str | None) -> None:
        lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in queries.export())
        if file is None:
            for line in lines:
                self.stdout.write(line)
            return
        with Path(file).open("x", encoding="utf-8") as out:
            count = sum(1 for line in lines if out.write(line + "\n"))
        self.stdout.write(f"{count} entries written to {file}")
