"""A site that has installed the ledger alone, to prove that tracking knows nothing of publishing or huiyin."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {"huiyin", "publishing"}]  # noqa: F405
MIDDLEWARE = [one for one in MIDDLEWARE if not one.startswith("huiyin.")]  # noqa: F405
ROOT_URLCONF = "wagtail.admin.urls"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
LOCALE_PATHS = []
FORMAT_MODULE_PATH = None
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
del WAGTAIL_FINISH_WORKFLOW_ACTION  # noqa: F821
