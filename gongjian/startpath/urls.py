from django.urls import path

from . import views

app_name = "startpath"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.path, name="path"),
    path("partnerships/<int:pk>/", views.of_partnership, name="of_partnership"),
    path("partnerships/<int:pk>/begin/", views.begin, name="begin"),
    path("<int:pk>/members/", views.add_member, name="add_member"),
    path("members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("<int:pk>/visits/", views.record_visit, name="record_visit"),
    path("<int:pk>/report/", views.write_report, name="write_report"),
    path("reports/<int:pk>/sign/", views.sign_report, name="sign_report"),
    path("<int:pk>/analysis/", views.give_reason, name="give_reason"),
    path("<int:pk>/plan/", views.plan_pilot, name="plan_pilot"),
    path("projects/<int:pk>/extend/", views.extend, name="extend"),
]
