from django.urls import path

from . import views

app_name = "threads"
urlpatterns = [
    path("posts/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:kind>/<int:pk>/", views.thread, name="thread"),
    path("<slug:kind>/<int:pk>/read/", views.mark_read, name="mark_read"),
]
