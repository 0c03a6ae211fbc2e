from django.apps import AppConfig


class StartPathConfig(AppConfig):
    name = "gongjian.startpath"
