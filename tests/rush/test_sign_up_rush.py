"""Fifty at once on the last seat, twenty rounds, through HTTP against a real server with two workers."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_fifty_at_once_on_the_last_seat_over_http(tmp_path: Path) -> None:
    """On the kind of database that this run of the suite uses, in a database of its own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = f"sqlite:///{tmp_path}/rush.sqlite3"
    command = [sys.executable, "-m", "bench.sign_up_rush", "--database", url, "--rounds", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    said = done.stdout + done.stderr
    expected = "0 oversold, 0 undersold, 0 lost, 0 out of order, 0 errors, 0 broken invariants"
    assert f"20 rounds of 50 people on the last seat: {expected}" in said, said
    assert done.returncode == 0
