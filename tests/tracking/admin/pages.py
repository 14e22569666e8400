"""How tests read the admin's pages: as a browser's user would."""

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

FORM = "form[method=post]"


def logged_in(user) -> Client:
    """A browser in which this account is logged in."""
    client = Client()
    client.force_login(user)
    return client


def queries(client, address: str) -> int:
    """How many queries a page asks that was opened once before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def soup(response) -> BeautifulSoup:
    """The page, once it came."""
    assert response.status_code in {200, 422}, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    """What the page says."""
    return " ".join(soup(response).get_text(" ").split())


def is_denied(response) -> bool:
    """Turned away as Wagtail does: home with a message, or to the login; or 403."""
    if response.status_code == 403:
        return True
    return response.status_code == 302 and response.url.split("?")[0] in {"/admin/", "/admin/login/"}


def form_of(code: str) -> str:
    """Where a step's form stands on its page."""
    return f"section[aria-labelledby=form-{code}] form"


def typed(page: BeautifulSoup, form: str = FORM) -> dict:
    """The values that a form would send as it stands."""
    found: dict = {}
    form = page.select_one(form)
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type")
        if field.name == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            found[name] = [one.get("value", "") for one in chosen]
        elif field.name == "textarea":
            found[name] = field.text.lstrip("\n")
        elif kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                found.setdefault(name, []).append(field.get("value", "on"))
        elif kind not in {"file", "submit"}:
            found[name] = field.get("value", "")
    return found
