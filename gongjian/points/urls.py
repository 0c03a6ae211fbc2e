from django.urls import path

from . import views

app_name = "points"
urlpatterns = [
    path("", views.index, name="index"),
    path("rules/", views.rules, name="rules"),
    path("rules/load/", views.load, name="load"),
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/<int:pk>/", views.answer, name="answer"),
    path("organizations/<int:pk>/", views.totals, name="totals"),
    path("<int:pk>/dispute/", views.dispute, name="dispute"),
    path("<int:pk>/", views.entry, name="entry"),
    path("<int:pk>/reverse/", views.reverse, name="reverse"),
]
