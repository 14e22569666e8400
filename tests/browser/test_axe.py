"""Asking axe only about what it has not passed yet still finds whatever does not stand out."""

import pytest

from tests.browser import axe

pytestmark = pytest.mark.browser
PAGE = "<!DOCTYPE html><html lang=zh><title>示例</title><style>{style}</style><main><h1>示例</h1>{body}</main>"


@pytest.fixture
def broken(browser, monkeypatch):
    """`broken(body, style)`: the rules that a page breaks, one page after the other, nothing being passed before."""
    monkeypatch.setattr(axe, "_settled", set())
    page = browser.new_page()

    def show(body: str, style: str = "", beside: str = "") -> list[str]:
        page.set_content(PAGE.format(body=body, style=style))
        return [one.rule for one in axe.violations(page, beside)]

    yield show
    page.close()


@pytest.mark.parametrize(
    "style",
    [
        "p { color: #bbb }",
        "main { background: #444 }",
        "div { background: #444 }",
        "div { opacity: .3 }",
        "p { position: absolute; color: #bbb }",
    ],
)
def test_words_that_passed_elsewhere_are_told_where_they_do_not_stand_out(broken, style):
    body = "<div><p>合格的文字</p></div>"
    assert broken(body) == []
    assert set(broken(body, style)) == {"color-contrast"}
    assert set(broken(body, style)) == {"color-contrast"}, "told each time"


def test_what_nobody_saw_is_looked_at_once_it_is_seen(broken):
    body, pale = "<p>文字</p>", "p {{ color: #bbb; {} }}"
    for hidden in ("display: none", "visibility: hidden", "opacity: 0"):
        assert broken(body, pale.format(hidden)) == []
    assert broken(body, pale.format(""), beside="p") == []
    assert broken(body, pale.format("")) == ["color-contrast"]


def test_every_other_rule_is_asked_of_every_page(broken):
    for _page in range(2):
        assert broken("<img src='data:,'>") == ["image-alt"]
    assert broken("<img src='data:,'>", beside="img") == []
