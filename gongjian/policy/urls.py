from django.urls import path

from . import views

app_name = "policy"
urlpatterns = [
    path("", views.index, name="index"),
    path("guard/", views.guard, name="guard"),
    path("guard/sheet/", views.guard_sheet, name="guard_sheet"),
    path("organizations/<int:pk>/", views.switches, name="switches"),
    path("organizations/<int:pk>/switch-on/", views.switch_on, name="switch_on"),
    path("switches/<int:pk>/switch-off/", views.switch_off, name="switch_off"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:key>/", views.figure, name="figure"),
    path("figures/<str:key>/set/", views.set_rule, name="set_rule"),
    path("versions/<int:pk>/drop/", views.drop_rule, name="drop_rule"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/set/", views.set_day, name="set_day"),
    path("calendar/days/<int:pk>/drop/", views.drop_day, name="drop_day"),
]
