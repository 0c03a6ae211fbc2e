"""Papers as PDF: typst sets them from JSON data, and each result is kept by the hash of what it was made of.

Called outside transactions only: a first rendering takes about a second.
"""

import hashlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gongjian.core.clock import now

from .models import Document

TEMPLATES = Path(__file__).parent / "typst"
FONTS = Path(settings.VENDOR_ROOT) / "@expo-google-fonts/noto-serif-sc"
WEIGHTS = ("400Regular", "700Bold")


def render(document: Document) -> bytes:
    """The paper as PDF bytes, from the cache when it was made before."""
    data = json.dumps(payload(document), sort_keys=True, ensure_ascii=False)
    path = _kept_at(document.kind, data)
    if path.is_file():
        return path.read_bytes()
    made = _compiled(template_of(document.kind), data)
    _keep(path, made)
    return made


def form_of(name: str, facts: dict[str, Any]) -> bytes:
    """A printed form without number or proof, such as a sign-in sheet: made anew each time, kept nowhere."""
    present = timezone.localtime(now())
    data = {
        "site": settings.SITE["name"],
        "facts": facts,
        "issued": [present.year, present.month, present.day],
    }
    return _compiled(name, json.dumps(data, sort_keys=True, ensure_ascii=False))


def bars(title: str, rows: list[tuple[str, float]]) -> bytes:
    """A picture (PNG) of bars with their names and numbers, for files that hold pictures."""
    data = {"title": title, "rows": [[name, value] for name, value in rows]}
    return _compiled("bars", json.dumps(data, ensure_ascii=False), format="png", ppi=150.0)


def _compiled(name: str, data: str, **form: Any) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS / weight) for weight in WEIGHTS],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        **form,
    )
    return made


def payload(document: Document) -> dict[str, Any]:
    """What the template gets: the facts as issued, and where the paper can be verified."""
    issued = timezone.localtime(document.issued_at).date()
    url = settings.SITE["base_url"].rstrip("/")
    return {
        "site": settings.SITE["name"],
        "title": document.title,
        "number": document.number,
        "facts": document.facts,
        "issued": [issued.year, issued.month, issued.day],
        "issued_on": issued.isoformat(),
        "code_shown": document.code_shown,
        "verify_url": url + reverse("documents:verify"),
        "qr": qr_svg(verify_url(document)),
    }


def verify_url(document: Document) -> str:
    """The address that the QR code holds."""
    return settings.SITE["base_url"].rstrip("/") + reverse("documents:verify", args=[document.code])


def qr_svg(url: str) -> str:
    """A QR code as an SVG picture of its own."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def template_of(kind: str) -> str:
    """Books of records share one, and so do reports and plans."""
    return "book" if kind in Document.BOOKS else "report" if kind in Document.REPORTS else kind


def _kept_at(kind: str, data: str) -> Path:
    digest = hashlib.sha256(data.encode())
    for name in ("paper.typ", f"{template_of(kind)}.typ"):  # a new template makes a new file
        digest.update((TEMPLATES / name).read_bytes())
    name = digest.hexdigest()
    return Path(settings.MEDIA_ROOT) / "papers" / name[:2] / f"{name}.pdf"


def _keep(path: Path, content: bytes) -> None:
    """Write beside the place and rename: a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
