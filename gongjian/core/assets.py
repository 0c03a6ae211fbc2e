"""Static files from npm packages: an allow-list finder, and storages that hash and compress them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage
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
