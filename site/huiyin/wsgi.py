"""The WSGI application: pressed files are answered before Django is reached, and without it."""

import gc
import os
from functools import cache
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")

from django.conf import settings  # noqa: E402  (needs the name of the settings)
from django.core.wsgi import get_wsgi_application  # noqa: E402

from huiyin.kept_connections import keep_few  # noqa: E402
from huiyin.watching.counting import Counted  # noqa: E402
from publishing.press.server import PressedFiles  # noqa: E402


@cache
def django():
    """Django with its addresses, made when it is first needed, not to make the pressed pages wait.

    What was read for it stays, so it is not gone through for what can be thrown away: that took a quarter of a second
    in every third or fourth page.
    """
    keep_few()
    made = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    gc.freeze()
    return made


def live(environ, start_response):
    """Answer what is not pressed."""
    return django()(environ, start_response)


application = PressedFiles(live, settings.PRESSED_DIR, origins=settings.PUBLISHING_API_ORIGINS)
if settings.METRICS_FROM:
    application = Counted(application)
