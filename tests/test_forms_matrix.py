"""Every form that a page of the admin shows to somebody, filled in whole and sent by everybody whom its address is shut to.

Pages and forms are found by opening every address as one who may; a new list or page is tried by itself. The steps of the
loop, whose forms are open to different people at different stages, have a test of their own.
"""

from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.addresses import every_address
from tests.posting import browser, is_logged_in, posted
from tests.test_role_matrix import EVERYBODY, table
from tests.tracking.admin.pages import is_denied
from tests.tracking.factories import PDF

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a resized image to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NOT_HERE = {"loop_step", "loop_signing", "wagtailadmin_logout", "wagtailadmin_login", "wagtail_bulk_action"}
TYPED = {
    "date": "2024-06-03",
    "number": "3",
    "email": "a@example.org",
    "url": "https://example.org/",
    "tel": "0894-1234567",
}


def whole(form) -> dict:
    """A form as somebody would send it who left no field empty."""
    data: dict = {}
    for box in form.select("input[name], textarea[name], select[name]"):
        name, kind = box["name"], box.get("type", "text")
        if box.name == "select":
            data.setdefault(name, next((one["value"] for one in box.select("option[value]") if one["value"]), ""))
        elif box.name == "textarea":
            data[name] = box.text.strip() or "示例内容"
        elif kind == "file":
            data[name] = SimpleUploadedFile("示例.pdf", PDF)
        elif kind in {"checkbox", "radio"}:
            data.setdefault(name, box.get("value", "on"))
        elif kind == "hidden":
            data[name] = box.get("value", "")
        elif kind != "submit":
            data[name] = box.get("value") or TYPED.get(kind, "示例")
    return data


def forms_of(client: Client, place: str) -> list[tuple[str, dict]]:
    """Where the forms of a page go, each with what it would send."""
    with transaction.atomic():
        answer = client.get(place)
        body = b"".join(answer)
        connection.set_rollback(True)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return []
    page = BeautifulSoup(body, "html.parser")
    forms = [form for form in page.select("main form") if form.get("method", "get").lower() == "post"]
    return [(urljoin(f"http://testserver{place}", form.get("action") or ""), whole(form)) for form in forms]


def test_nobody_writes_by_a_form_that_is_shown_to_others(house):
    declared, everybody = table(), EVERYBODY.split()
    clients = {who: browser(house.accounts.get(who)) for who in everybody}
    tried, wrong = set(), []
    for name, places in every_address(house).items():
        may = [who for who in everybody if who in declared[name] and who != "anonymous"]
        shown = [one for place in places if may for one in forms_of(clients[may[0]], place)]
        for where, data in shown:
            path = urlsplit(where).path
            try:
                target = resolve(path).view_name
            except Resolver404:
                continue
            if target in NOT_HERE or target not in declared or path in tried:
                continue
            tried.add(path)
            for who in set(everybody) - declared[target]:
                answer, written = posted(clients[who], path, data)
                if written or not (is_denied(answer) or answer.status_code in {404, 405}):
                    wrong.append((target, path, who, answer.status_code, written))
    assert wrong == []
    assert [who for who, client in clients.items() if not is_logged_in(client)] == ["anonymous"]
    lists = {"create", "edit", "delete"}
    assert {
        name for name in declared if name.endswith(tuple(f"_modeladmin_{act}" for act in lists)) and declared[name]
    } <= {resolve(path).view_name for path in tried}
