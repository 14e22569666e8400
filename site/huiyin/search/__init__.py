"""Search in Chinese text (中文检索): Wagtail's search backend on SQLite and PostgreSQL."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def SearchBackend(params):  # noqa: N802 - the name Wagtail looks for
    """The backend for the database in use; `params` are the further keys of its WAGTAILSEARCH_BACKENDS entry."""
    if connection.vendor == "sqlite":
        from huiyin.search.sqlite import SQLiteBackend

        return SQLiteBackend(params)
    if connection.vendor == "postgresql":
        from huiyin.search.postgresql import PostgreSQLBackend

        return PostgreSQLBackend(params)
    raise ImproperlyConfigured(f"huiyin.search works on SQLite and PostgreSQL, not on {connection.vendor}.")
