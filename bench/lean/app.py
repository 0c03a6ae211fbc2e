"""The limit of the framework: one Django view and one SQL statement for each workload.

Its tables lie beside ours in the same database (`lean_*`), made from `bench/sql/lean_tables.sql`. The digest of this
file stands in every result line, so that two results are compared only when the reference was the same.
"""

import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

SIGN_UP = """
WITH seat AS (UPDATE lean_shift SET taken = taken + 1 WHERE id = %s AND taken < capacity RETURNING id)
INSERT INTO lean_seat (shift_id, person_id) SELECT id, %s FROM seat
"""
CHECK_IN = """
UPDATE lean_seat SET checked_in_at = now() WHERE shift_id = %s AND person_id = %s AND checked_in_at IS NULL
"""

if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="lean",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
    )
    django.setup()


def _one_statement(statement: str, shift: int, person: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(statement, [shift, person])
        done = cursor.rowcount
    answer = HttpResponse(status=302 if done else 409)
    answer.headers["Location"] = "/"
    return answer


def sign_up(request: HttpRequest, shift: int, person: int) -> HttpResponse:
    """A seat, or 409 when none is left."""
    return _one_statement(SIGN_UP, shift, person)


def check_in(request: HttpRequest, shift: int, person: int) -> HttpResponse:
    """Checked in, or 409 when that was done before."""
    return _one_statement(CHECK_IN, shift, person)


urlpatterns = [
    path("sign-up/<int:shift>/<int:person>/", sign_up),
    path("check-in/<int:shift>/<int:person>/", check_in),
]
application = get_wsgi_application()
