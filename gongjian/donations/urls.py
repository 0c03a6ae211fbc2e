from django.urls import path

from . import views

app_name = "donations"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.propose, name="propose"),
    path("<int:pk>/", views.drive, name="drive"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/pledge/", views.pledge, name="pledge"),
    path("<int:pk>/pledges/", views.pledges, name="pledges"),
    path("<int:pk>/beneficiary/", views.beneficiary, name="beneficiary"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("pledges/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("pledges/<int:pk>/receive/", views.receive, name="receive"),
]
