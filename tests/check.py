"""`make check`: everything that can be said about the code without running it, two tools at a time."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LANES = 2


def commands() -> dict[str, list[str]]:
    """Name → command; the slowest first."""
    python, templates = sys.executable, sorted(str(p) for p in (ROOT / "gongjian").rglob("*.html"))
    return {
        "types": [str(BIN / "mypy"), "--no-error-summary"],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "system": [python, "manage.py", "check", "--fail-level", "WARNING"],
        "architecture": [
            python,
            "-m",
            "pytest",
            "-q",
            "tests/test_architecture.py",
            "tests/test_translations.py",
        ],
        "layers": [str(BIN / "lint-imports"), "--no-logo"],
        "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."],
        **(
            {"templates": [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates]}
            if templates
            else {}
        ),
    }


def run(name: str, command: list[str], environment: dict[str, str]) -> tuple[str, bool]:
    begun = time.monotonic()
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ok = done.returncode == 0
    print(f"{'ok  ' if ok else 'FAIL'} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return ("" if ok else f"---- {name}\n{done.stdout.strip()}"), ok


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="gj-") as folder, ThreadPoolExecutor(LANES) as lanes:
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"GONGJIAN_VAR": folder, "NO_COLOR": "1"}
        jobs = [lanes.submit(run, name, command, environment) for name, command in commands().items()]
        results = [job.result() for job in jobs]
    print(*(said for said, _ok in results if said), sep="\n\n")
    return 0 if all(ok for _said, ok in results) else 1


if __name__ == "__main__":
    sys.exit(main())
