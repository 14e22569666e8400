"""Sending a form as somebody, and seeing what it wrote in our tables; it is undone."""

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.test import Client

WRITING = ("INSERT INTO", "UPDATE", "DELETE FROM")
OWN_TABLES = ("tracking_", "publishing_", "wagtailcore_", "wagtailimages_", "wagtaildocs_", "auth_user")


def browser(account) -> Client:
    """A browser in which this account is logged in, or nobody; views that fail answer 500."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
    return client


def is_logged_in(client: Client) -> bool:
    """Whether a browser is still logged in: a stranger's answers show nothing once their session is gone."""
    return SESSION_KEY in client.session


def posted(client: Client, where: str, data: dict) -> tuple[object, list[str]]:
    """The answer to a form, and the statements by which it wrote."""
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.startswith(WRITING) and any(table in sql for table in OWN_TABLES):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), transaction.atomic():
        answer = client.post(where, data)
        b"".join(answer)
        connection.set_rollback(True)
    return answer, written
