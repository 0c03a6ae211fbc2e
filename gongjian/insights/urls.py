from django.urls import path

from . import views

app_name = "insights"
urlpatterns = [
    path("", views.index, name="index"),
    path("definitions/", views.definitions, name="definitions"),
    path("partnerships/<int:pk>/", views.partnership, name="partnership"),
    path("partnerships/<int:pk>/<slug:key>/", views.partnership_rows, name="partnership_rows"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/<slug:key>/", views.organization_rows, name="organization_rows"),
]
