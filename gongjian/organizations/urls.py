from django.urls import path

from . import views

app_name = "organizations"
urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", views.mine, name="mine"),
    path("three-no/", views.three_no, name="three_no"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/manage/", views.manage, name="manage"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/appoint/", views.appoint, name="appoint"),
    path("<int:pk>/found/", views.found, name="found"),
    path("<int:pk>/people/add/", views.add_person, name="add_person"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/places/add/", views.add_place, name="add_place"),
    path("appointments/<int:pk>/end/", views.end_appointment, name="end_appointment"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/edit/", views.edit_place, name="edit_place"),
    path("bodies/<int:pk>/", views.body, name="body"),
]
