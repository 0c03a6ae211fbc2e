from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "gongjian.partnerships"
