from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "gongjian.organizations"

    def ready(self) -> None:
        from .triggers import create  # apps come before models

        post_migrate.connect(create, sender=self)
