"""The admin speaks Chinese: every page that somebody can click their way to is read for English words."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import trans_real

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a resized image to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORD = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {
    "Excel", "xls", "xlsx", "CSV", "csv", "PDF", "JPG", "PNG", "Word", "GIF", "AVIF", "JPEG", "SVG", "WEBP", "ICP",
    "HTML", "URL", "JavaScript", "XLSX", "JSON", "ods", "Django", "Wagtail", "SQLite", "PostgreSQL", "https",
    "doc", "docx", "wps", "WPS", "OFD", "SHA", "Noto", "Serif", "Sans", "CJK", "pptx", "Chromium", "Edge", "Ctrl", "REF",
    "Debian", "Python", "nginx", "Cookie", "Sentry", "systemd", "wheel", "TOML", "CREATEDB", "toml",
}  # fmt: skip
"Names of formats, programs and fonts that are used as they are."
ADDRESS = re.compile(r"(https?:/)?/[\w./:%?=#&-]+|\w+(\.\w+)+")
"Addresses and file names."
COMMAND = re.compile(r"\b[a-z]+(_[a-z]+)+\b|\b[0-9a-f]{12,64}\b|[0-9A-Z]{5}-[0-9A-Z]{5}")
"Names of commands, the digests of the chain, and the check values of printed forms (校验码)."
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-w-progress-active-value")
NOT_BY_LINK = ("wagtailadmin_logout", "wagtail_bulk_action")
"What buttons of forms and scripts open."
EACH = 2
"How many pages of one kind are opened for each account."


def spoken(page: BeautifulSoup) -> list[str]:
    """Everything that the page says: text, and what is read out or shown on hovering."""
    said = [one.get("value", "") for one in page.select("input[type=submit], input[type=button]")]
    said += [one[name] for one in page.find_all(True) for name in SPOKEN if one.get(name)]
    for props in page.select("#wagtail-sidebar-props"):
        said += labels(json.loads(props.string))
    for one in page.select("script, style, code, svg, pre, .w-side-panel-toggle__counter"):
        one.decompose()
    return said + list(page.stripped_strings)


def labels(packed) -> list[str]:
    """The labels of the menu, which a script draws."""
    if isinstance(packed, list):
        return [one for part in packed for one in labels(part)]
    if isinstance(packed, dict):
        own = [packed["label"]] if isinstance(packed.get("label"), str) else []
        return own + [one for part in packed.values() for one in labels(part)]
    return []


def english(page: BeautifulSoup, names: set[str]) -> set[str]:
    """What is said with English words in it, names and formats apart."""
    plain = {text: COMMAND.sub("", ADDRESS.sub("", text)) for text in spoken(page)}
    return {text for text, rest in plain.items() if set(WORD.findall(rest)) - ALLOWED - names}


def links(page: BeautifulSoup) -> list[str]:
    """Where the page and its menu lead, within the admin."""
    found = [one["href"] for one in page.select("a[href]")]
    for props in page.select("#wagtail-sidebar-props"):
        found += re.findall(r'"(/admin/[^"]*)"', props.string)
    return [one for one in found if urlsplit(one).path.startswith("/admin/")]


def crawl(client: Client):
    """Open everything that can be clicked, a few pages of each kind; yields address and page."""
    waiting, seen, kinds = ["/admin/"], {"/admin/"}, Counter()
    while waiting:
        address = waiting.pop(0)
        try:
            kind = resolve(urlsplit(address).path).view_name + str(sorted(resolve(urlsplit(address).path).kwargs))
        except Resolver404:
            continue
        kinds[kind] += 1
        if kinds[kind] > EACH or kind.startswith(NOT_BY_LINK):
            continue
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        for link in links(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        yield address, page


@pytest.mark.parametrize(
    "who", ["clerk", "reviewer", "leader", "unit", "supervisor", "editor", "first", "second", "final", "admin", "root"]
)
def test_no_page_says_a_word_of_english(house, who):
    client = Client()
    account = house.accounts[who]
    client.force_login(account)
    names = {word for one in house.accounts.values() for word in WORD.findall(one.get_username())}
    found, opened = {}, 0
    for address, page in crawl(client):
        opened += 1
        if said := english(page, names):
            found[address] = said
    assert not found
    assert opened > 3


NOT_OURS = re.compile(
    r"注销|缩略名|帐号|帐户|账户|登陆|[\u4e00-\u9fff”’）]\s?[:,;!?]|[:,;!?(]\s?[\u4e00-\u9fff]|[\u4e00-\u9fff]\(|[\u4e00-\u9fff]\.(\s|$)"
)
"Words for which the office has others, and punctuation of another writing beside Chinese."


def test_no_word_of_the_admin_is_another_office_s():
    said = trans_real.translation("zh-hans")._catalog.items()
    found = {key: words for key, words in said if isinstance(words, str) and NOT_OURS.search(words)}
    assert set(found) == {"yes,no,maybe"}  # which is a list for programs


def test_words_are_looked_for_in_one_catalogue():
    assert len(trans_real.translation("zh-hans")._catalog._catalogs) == 1


def test_a_wrong_password_is_told_in_one_sentence(client, db):
    answer = client.post("/admin/login/", {"username": "nobody", "password": "wrong"})
    assert "用户名或密码不对，请重试。" in answer.content.decode()


def test_the_title_of_a_window_has_a_full_width_colon(house):
    client = Client()
    client.force_login(house.accounts["editor"])
    page = BeautifulSoup(client.get(f"/admin/images/{house.image.pk}/").content, "html.parser")
    assert "：" in page.title.text
    assert ": " not in page.title.text


def test_the_login_and_a_lost_page_say_no_word_of_english(client, db):
    for address in ("/admin/login/", "/admin/nowhere/"):
        page = BeautifulSoup(client.get(address, follow=True).content, "html.parser")
        assert not english(page, set()), address
