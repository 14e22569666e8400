"""The static bundle: what is public, whole, and nothing else; its search page under a policy of its own."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from publishing.press import bundle as bundling
from publishing.press.bundle import bundle
from publishing.press.files import SIBLINGS
from publishing.press.run import press_all

COUNTER = re.compile(rb'\s*<script src="[^"]*" data-beacon="[^"]*" defer></script>')


@pytest.fixture
def article(newsroom, portal_settings):
    page = newsroom.published(newsroom.article("学校周边道路办理制度", "第一条　每年维修一次。"))
    newsroom.article("没有签发的制度")
    press_all()
    return page


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_bundle_holds_what_is_pressed_and_nothing_that_is_not_public(article, settings, tmp_path, capsys):
    call_command("bundle", tmp_path / "out")
    assert "公开内容 1 篇" in capsys.readouterr().out
    pressed = {
        name: body for name, body in bytes_in(Path(settings.PRESSED_DIR)).items() if not name.endswith(tuple(SIBLINGS))
    }
    found = bytes_in(tmp_path / "out")
    read = f"/read/{article.pk}/".encode()
    assert read in pressed[f"{article.get_url_parts()[2].strip('/')}/index.html"]
    assert not [name for name, body in found.items() if read in body], "a host without a server counts no readers"
    assert {name: COUNTER.sub(b"", body) for name, body in pressed.items()}.items() <= found.items()
    own = {name for name in found.keys() - pressed.keys() if not name.startswith("pagefind/")}
    assert own == {"404.html", "search/index.html", "elder/search/index.html"}
    assert json.loads(found["pagefind/pagefind-entry.json"])["languages"]["zh"]["page_count"] == 1
    assert not [name for name, body in found.items() if "没有签发的制度".encode() in body]


def test_what_is_in_the_way_is_not_overwritten(article, tmp_path):
    (tmp_path / "kept.txt").write_text("别处的文件")
    with pytest.raises(CommandError, match="已有内容"):
        call_command("bundle", tmp_path)
    assert (tmp_path / "kept.txt").read_text() == "别处的文件"


def test_without_anything_pressed_there_is_no_bundle(newsroom, tmp_path):
    with pytest.raises(CommandError, match="先执行 huiyin press"):
        call_command("bundle", tmp_path / "out")


@pytest.mark.parametrize("mode", ["", "elder/"])
def test_the_search_page_says_how_to_find_without_script_and_allows_what_its_search_needs(article, tmp_path, mode):
    bundle(tmp_path / "out")
    page = BeautifulSoup((tmp_path / "out" / mode / "search/index.html").read_text(), "html.parser")
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "从下面的栏目查找" in page.noscript.get_text()
    assert page.select_one(f'main a[href="/{mode}"]').get_text() == "首页", "where no column stands in the menu"
    other = (tmp_path / "out" / "index.html").read_text()
    assert "http-equiv" not in other


def test_without_pagefind_the_bundle_is_made_and_says_that_there_is_no_search(article, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bundling, "find_spec", lambda _name: None)
    call_command("bundle", tmp_path / "out")
    assert "没有安装 pagefind" in capsys.readouterr().out
    page = BeautifulSoup((tmp_path / "out/search/index.html").read_text(), "html.parser")
    assert "这里不能搜索" in page.select_one("#bundle-status").get_text()
    assert not page.select_one("script[data-index]")
