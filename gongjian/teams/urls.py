from django.urls import path

from . import views

app_name = "teams"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.found, name="found"),
    path("<int:pk>/", views.team, name="team"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/call/", views.call, name="call"),
    path("<int:pk>/join/", views.join, name="join"),
    path("<int:pk>/members/", views.members, name="members"),
    path("members/<int:pk>/answer/", views.answer_member, name="answer_member"),
    path("members/<int:pk>/leave/", views.leave, name="leave"),
    path("members/<int:pk>/name/", views.show_name, name="show_name"),
    path("<int:pk>/activities/", views.shifts, name="shifts"),
    path("<int:pk>/activities/<int:shift>/", views.sign_up, name="sign_up"),
    path("<int:pk>/wishes/", views.wishes, name="wishes"),
    path("<int:pk>/wishes/<int:need>/", views.wish, name="wish"),
    path("<int:pk>/practice/", views.practice, name="practice"),
    path("<int:pk>/practice/emergency/", views.emergency, name="emergency"),
    path("<int:pk>/practice/notes/", views.notes, name="notes"),
    path("<int:pk>/practice/report/", views.report, name="report"),
    path("<int:pk>/practice/confirm/", views.confirm_report, name="confirm_report"),
    path("<int:pk>/practice/return/", views.return_report, name="return_report"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/erase/", views.erase_note, name="erase_note"),
]
