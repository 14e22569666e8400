"""Sending a form as somebody, and seeing what it wrote in our tables; it is undone."""

from copy import deepcopy

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.test import Client

from huiyin.account_backend import AccountBackend

WRITING = ("INSERT INTO", "UPDATE", "DELETE FROM")
OWN_TABLES = ("tracking_", "publishing_", "wagtailcore_", "wagtailimages_", "wagtaildocs_", "auth_user")


def browser(account) -> Client:
    """A browser in which this account is logged in, or nobody; views that fail answer 500."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account)
    return client


def read_accounts_once(monkeypatch, settings) -> None:
    """From here on a browser's account and session are read from the database but once, for whoever opens very many pages."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    read, accounts = AccountBackend.get_user, {}

    def get_user(backend, user_id):
        if user_id not in accounts:
            accounts[user_id] = read(backend, user_id)
            accounts[user_id].get_all_permissions()  # kept with it
        return deepcopy(accounts[user_id])

    monkeypatch.setattr(AccountBackend, "get_user", get_user)


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
