from django.urls import path

from . import views

app_name = "activities"
urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", views.mine, name="mine"),
    path("new/", views.draft, name="draft"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/desk/", views.desk, name="desk"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/countersign/", views.countersign_all, name="countersign_all"),
    path("shifts/<int:pk>/sign-up/", views.sign_up, name="sign_up"),
    path("shifts/<int:pk>/code/", views.code, name="code"),
    path("shifts/<int:pk>/check-in/", views.check_in, name="check_in"),
    path("check-in/", views.check_in_now, name="check_in_now"),
    path("seats/<int:pk>/cancel/", views.cancel_sign_up, name="cancel_sign_up"),
    path("seats/<int:pk>/tick/", views.tick, name="tick"),
    path("seats/<int:pk>/absent/", views.absent, name="absent"),
    path("seats/<int:pk>/countersign/", views.countersign, name="countersign"),
    path("seats/<int:pk>/return/", views.return_minutes, name="return_minutes"),
    path("hours/", views.hours, name="hours"),
    path("hours/certificate/", views.certificate, name="certificate"),
]
