from django.urls import path

from . import views
from .api import docs, endpoints, nothing_here

app_name = "exchange"
urlpatterns = [
    path("", docs, name="docs"),
    path("clients/", views.index, name="index"),
    path("clients/add/", views.add, name="add"),
    path("clients/<int:pk>/", views.client, name="client"),
    path("clients/<int:pk>/token/", views.issue, name="issue"),
    path("clients/<int:pk>/close/", views.close, name="close"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("v1/", endpoints()),
    path("v1/<path:rest>", nothing_here, name="nothing_here"),
]
