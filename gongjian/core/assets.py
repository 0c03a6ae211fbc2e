"""Static files from npm packages: an allow-list finder, storages that hash and compress, and what a phone keeps."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage
from django.templatetags.static import static
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

Pattern = str | tuple[str, str]


class VendorStorage(FileSystemStorage):
    """node_modules seen under `vendor/`; collectstatic reads the prefix."""

    prefix = "vendor"


class NodeModulesFinder(BaseFinder):
    """Serve the files of `VENDOR_FILES` ({package: [path, …]}) out of `VENDOR_ROOT`, and nothing else of it."""

    def __init__(self, app_names: list[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.VENDOR_ROOT)
        self.files = frozenset(
            f"{package}/{path}" for package, paths in settings.VENDOR_FILES.items() for path in paths
        )
        self.storage = VendorStorage(location=str(self.root))
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [
            Error(f"Not installed: {name}.", hint="Run `make setup`.", id="gongjian.E001")
            for name in sorted(self.files)
            if not (self.root / name).is_file()
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(f"{VendorStorage.prefix}/")
        if name == path or name not in self.files or not (self.root / name).is_file():
            return []
        found = str(self.root / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in sorted(self.files):
            yield name, self.storage


def _without_source_maps(
    patterns: Iterable[tuple[str, tuple[Pattern, ...]]],
) -> Iterator[tuple[str, tuple[Pattern, ...]]]:
    for glob, expressions in patterns:
        kept = tuple(e for e in expressions if "sourceMappingURL" not in (e if isinstance(e, str) else e[0]))
        if kept:
            yield glob, kept


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip and brotli; source maps are not shipped, so their comments are left alone."""

    patterns = tuple(_without_source_maps(CompressedManifestStaticFilesStorage.patterns))


class QuickAssetStorage(AssetStorage):
    """The same without brotli, which takes a minute: for the demo and for CI."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return super().create_compressor(**{**kwargs, "use_brotli": False})


SHELL = {
    "gj/css": "*.css",
    "gj/js": "*.js",
    "gj/img": "*.svg",
    "icons": "tabler-subset.[cw]*",
    "django_htmx": "htmx-2.min.js",
}
NOT_IN_SHELL = {"gj/js/chart.js"}
VENDORED = "vendor/@tabler/core/dist/css/tabler.min.css"


def _shell_names() -> list[str]:
    """Names of the static files that every page needs, as `static()` takes them."""
    names = {VENDORED}
    for folder, pattern in SHELL.items():
        root = finders.find(folder)
        names |= {f"{folder}/{path.name}" for path in Path(root).glob(pattern)} if root else set()
    return sorted(names - NOT_IN_SHELL)


def shell_files() -> list[str]:
    """Addresses of the files that a phone keeps, so that every page has its looks and its scripts without a network."""
    return [static(name).replace("%40", "@") for name in _shell_names()]  # as style sheets name them


def shell_version() -> str:
    """Changes when one of `shell_files` does: by the hashes in the names, else (without them) by the contents."""
    digest = hashlib.sha256("\n".join(shell_files()).encode())
    if not hasattr(staticfiles_storage, "hashed_files"):
        for name in _shell_names():
            digest.update(Path(finders.find(name) or "").read_bytes())
    return digest.hexdigest()[:16]
