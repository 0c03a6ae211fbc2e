"""Check every invariant: ledger = balance, taken = seats, the log's chain, and what else contexts promise."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from gongjian.audit.queries import verify as verify_log
from gongjian.portal.queries.verify import broken, checks


class Command(BaseCommand):
    help = "Check every context's invariants and the audit log; exit code 1 when one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [f"{context}: {sentence}" for context, sentence in broken()]
        log = verify_log()
        problems += [f"audit: {sentence}" for sentence in log.problems]
        for problem in problems:
            self.stdout.write(f"BROKEN  {problem}")
        names = ", ".join(checks())
        self.stdout.write(
            f"Checked {names}; the log has {log.sealed} sealed entries, {len(log.unsealed)} wait."
        )
        if problems:
            sys.exit(1)
        self.stdout.write("Everything holds.")
