from django.urls import path

from . import views

app_name = "insights"
urlpatterns = [
    path("", views.index, name="index"),
    path("definitions/", views.definitions, name="definitions"),
    path("partnerships/<int:pk>/", views.partnership, name="partnership"),
    path("communities/", views.communities, name="communities"),
    path("communities/<int:pk>/", views.governance, name="governance"),
    path("books/<int:pk>/", views.book, name="book"),
    path("activities/<int:pk>/sheet/", views.sheet, name="sheet"),
    path("partnerships/<int:pk>/screen/", views.partnership_screen, name="partnership_screen"),
    path("organizations/<int:pk>/screen/", views.organization_screen, name="organization_screen"),
    path("partnerships/<int:pk>/results/", views.results, name="results"),
    path("partnerships/<int:pk>/books/", views.partnership_books, name="partnership_books"),
    path("organizations/<int:pk>/books/", views.organization_books, name="organization_books"),
    path("organizations/<int:pk>/planning/", views.planning, name="planning"),
    path("organizations/<int:pk>/burden/", views.burden, name="burden"),
    path("partnerships/<int:pk>/promises/<slug:kind>/", views.promise_rows, name="promise_rows"),
    path("partnerships/<int:pk>/<slug:key>/", views.partnership_rows, name="partnership_rows"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/<slug:key>/", views.organization_rows, name="organization_rows"),
]
