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


def search_pages(queryset, query):
    """Search with all words, or, when nothing has them all, with any of them: `(results, fell_back)`, best first.

    The queryset must already be narrowed to what its reader may see (`.live().public()`), or the count says too much.
    """
    results = queryset.search(query)
    if results.count():
        return results, False
    nearby = queryset.search(query, operator="or")
    return nearby, bool(nearby.count())
