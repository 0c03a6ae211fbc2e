"""Production settings for throwaway databases: tables without migrations, static files without hashed names."""

from gongjian.settings import *  # noqa: F403
from gongjian.settings import INSTALLED_APPS, STORAGES

MIGRATION_MODULES = {name.rsplit(".", 1)[-1]: None for name in INSTALLED_APPS}
MIGRATION_MODULES["rules"] = None
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING_CONFIG = None  # a thousand expected refusals are no news
