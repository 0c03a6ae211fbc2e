"""Addresses of no context: the display switches, and the gallery of components outside production."""

from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
