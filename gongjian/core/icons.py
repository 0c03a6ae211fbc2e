"""Cut the icon font down to the glyphs that our pages use; run by `make setup` as `python -m gongjian.core.icons`.

Every `ti-NAME` in the package counts, and every quoted word that is the name of a glyph, so that `{% icon "home" %}`
and `("home", _("Home"))` work alike: a glyph too many costs 150 bytes, a missing one an empty square.
Without Django, since it runs before anything else.
"""

import json
import logging
import os
import re
import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "gongjian"
FONT = ROOT / "node_modules/@tabler/icons-webfont/dist"
BUILT = ROOT / "var/assets/icons"
NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
GLYPH = re.compile(rf"\.ti-({NAME}):before\s*{{\s*content:\s*\"\\([0-9a-f]+)\"")
MENTION = re.compile(rf"\bti-({NAME})|(?<=[\"'])({NAME})(?=[\"'])")
RULES = """@font-face {
  font-family: "tabler-icons"; font-style: normal; font-weight: 400; font-display: block;
  src: url("./tabler-subset.woff2") format("woff2");
}
.ti {
  font-family: "tabler-icons" !important; font-style: normal; font-weight: normal; font-variant: normal;
  line-height: 1; text-transform: none; speak: never; -webkit-font-smoothing: antialiased;
}
"""


def glyphs() -> dict[str, str]:
    """Every glyph of the package: name → code point in hexadecimal."""
    return dict(GLYPH.findall((FONT / "tabler-icons.css").read_text(encoding="utf-8")))


def mentions(sources: Path = SOURCES) -> tuple[set[str], set[str]]:
    """Names written as `ti-NAME`, and quoted words that may be names."""
    classes: set[str] = set()
    words: set[str] = set()
    for path in sorted(sources.rglob("*")):
        if path.suffix not in {".py", ".html", ".js"} or "migrations" in path.parts:
            continue
        for as_class, as_word in MENTION.findall(path.read_text(encoding="utf-8")):
            (classes if as_class else words).add(as_class or as_word)
    return classes, words


def _replace(path: Path, content: str) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_text(content, encoding="utf-8")
    new.replace(path)


def _cut_font(codes: list[int]) -> None:
    new = BUILT / f"tabler-subset.{os.getpid()}.woff2"
    options = subset.Options(flavor="woff2", hinting=False, layout_features=[], notdef_outline=True)
    with subset.load_font(str(FONT / "fonts/tabler-icons.woff2"), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        subset.save_font(font, str(new), options)
    new.replace(BUILT / "tabler-subset.woff2")


def build() -> list[str]:
    """Write the font and its style sheet when the names changed; return the `ti-NAME` that no glyph answers to."""
    known = glyphs()
    classes, words = mentions()
    wanted = {name: known[name] for name in sorted((classes | words) & known.keys())}
    stamp = BUILT / "tabler-subset.json"
    state = json.dumps(
        {"glyphs": wanted, "font": (FONT / "fonts/tabler-icons.woff2").stat().st_size}, indent=0
    )
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == state):
        BUILT.mkdir(parents=True, exist_ok=True)
        _cut_font([int(code, 16) for code in wanted.values()])
        rules = "".join(f'.ti-{name}::before {{ content: "\\{code}"; }}\n' for name, code in wanted.items())
        _replace(BUILT / "tabler-subset.css", RULES + rules)
        _replace(stamp, state)
    return sorted(classes - known.keys())


if __name__ == "__main__":
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    missing = build()
    if missing:
        print("no such icon:", ", ".join(f"ti-{name}" for name in missing), file=sys.stderr)
