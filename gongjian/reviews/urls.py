from django.urls import path

from . import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("needs/<int:pk>/ask/", views.ask, name="ask"),
    path("needs/<int:pk>/by-phone/", views.on_behalf, name="on_behalf"),
    path("needs/<int:pk>/answer/", views.answer, name="answer"),
    path("slips/<int:pk>/", views.slip, name="slip"),
    path("confirm/", views.confirm, name="confirm"),
    path("confirm/thanks/<slug:verdict>/", views.confirm_thanks, name="confirm_thanks"),
    path("confirm/<str:token>/", views.confirm_verdict, name="confirm_verdict"),
    path("confirm/<str:token>/<slug:verdict>/", views.confirm_stars, name="confirm_stars"),
    path("cycles/<int:pk>/", views.cycle, name="cycle"),
    path("cycles/<int:pk>/check/", views.check, name="check"),
    path("cycles/<int:pk>/decide/", views.propose, name="propose"),
    path("cycles/<int:pk>/next/", views.next_cycle, name="next_cycle"),
    path("decisions/<int:pk>/change/", views.revise, name="revise"),
    path("decisions/<int:pk>/sign/", views.sign, name="sign"),
]
