from django.urls import path

from . import views

app_name = "funds"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("<int:pk>/", views.detail, name="request"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/grant/", views.grant, name="grant"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/expenses/", views.note_expense, name="note_expense"),
    path("expenses/<int:pk>/strike/", views.strike_expense, name="strike_expense"),
]
