"""Views of the project itself: whether it is well, and what is shown where nothing is."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found

from tracking import outbox


@never_cache
def healthz(request):
    """Say whether the database answers and is ours: 200 when so, 503 when not; and what follows commits and is not done.

    Jobs that wait or failed are no reason to take the site out of service, so they change numbers, never the status.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        jobs = outbox.state()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    return JsonResponse({"ok": True, "jobs": jobs})


def not_found(request, exception):
    """Show the pressed page for 404, with masthead and menu; before the first press, the bare template."""
    try:
        return HttpResponseNotFound((Path(settings.PRESSED_DIR) / "404" / "index.html").read_bytes())
    except FileNotFoundError:
        return page_not_found(request, exception)
