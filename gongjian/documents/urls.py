from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/pdf/", views.download, name="download"),
    path("<int:pk>/docx/", views.word, name="word"),
    path("<int:pk>/xlsx/", views.workbook, name="workbook"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
