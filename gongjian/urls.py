"""One prefix per context; names are `<context>:<name>`, sign-in keeps allauth's `account_*`."""

from django.urls import include, path

handler403 = "gongjian.core.views.forbidden"
handler404 = "gongjian.core.views.not_found"
handler500 = "gongjian.core.views.broken"

urlpatterns = [
    path("", include("gongjian.portal.urls")),
    path("core/", include("gongjian.core.urls")),
    path("notices/", include("gongjian.notices.urls")),
    path("audit/", include("gongjian.audit.urls")),
    path("accounts/", include("gongjian.accounts.urls")),
    path("organizations/", include("gongjian.organizations.urls")),
    path("policy/", include("gongjian.policy.urls")),
    path("documents/", include("gongjian.documents.urls")),
    path("threads/", include("gongjian.threads.urls")),
    path("feedback/", include("gongjian.feedback.urls")),
    path("points/", include("gongjian.points.urls")),
    path("partnerships/", include("gongjian.partnerships.urls")),
    path("activities/", include("gongjian.activities.urls")),
    path("teams/", include("gongjian.teams.urls")),
    path("donations/", include("gongjian.donations.urls")),
    path("reviews/", include("gongjian.reviews.urls")),
    path("funds/", include("gongjian.funds.urls")),
    path("startpath/", include("gongjian.startpath.urls")),
    path("insights/", include("gongjian.insights.urls")),
    path("api/", include("gongjian.exchange.urls")),
]
