"""A person at a browser (座位): logs in, follows links, fills in forms, reads; every click and key is counted."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.installations import PASSWORD

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
"True in a page that nobody has to scroll sideways."
AT_REST = """() => Promise.allSettled(
    document.getAnimations().filter(one => one.effect.getComputedTiming().endTime < 5000).map(one => one.finished))"""
"A message that fades in is pale until it stands."
PINYIN = 3
"Keys for one Chinese character, about."
KEY, POINT, DECIDE = 0.28, 1.5, 1.35
"Seconds a key, a click with the hand's way to the mouse, and a thought take (keystroke-level model, average typist)."


REFUSED = re.compile(r"the server responded with a status of (404|410|422)")
"What Chromium notes of a form that was refused, and of a page that is not there, or no longer: all on purpose."
_logged_in: dict[tuple[str, str], dict] = {}
"Cookies by address and name: who logged in once in this process stays so in every browser."


@dataclass
class Effort:
    """What a piece of work cost."""

    clicks: int = 0
    fields: int = 0
    keys: int = 0
    pages: int = 0

    @property
    def minutes(self) -> float:
        """How long an average typist takes, with a thought at every click and field and a second for every page."""
        seconds = self.clicks * (POINT + DECIDE) + self.fields * (POINT + DECIDE) + self.keys * KEY + self.pages
        return seconds / 60


@dataclass
class Seat:
    """One person's browser; what the pages complained of is kept until it is asked for."""

    page: Page
    address: str
    effort: Effort = field(default_factory=Effort)
    complaints: list[str] = field(default_factory=list)

    def complained(self) -> list[str]:
        """What pages complained of that was not on purpose."""
        return [one for one in self.complaints if not REFUSED.search(one)]

    # Reading -----------------------------------------------------------------------------------
    def reads(self, *words: str) -> "Seat":
        """These words are to be seen on the page."""
        for one in words:
            expect(self.page.get_by_text(one).locator("visible=true").first).to_be_visible()
        return self

    def does_not_read(self, *words: str) -> "Seat":
        """These words are not to be seen."""
        for one in words:
            expect(self.page.get_by_text(one).locator("visible=true")).to_have_count(0)
        return self

    @property
    def main(self) -> Locator:
        """The page without the menu beside it."""
        return self.page.locator("main")

    # Clicking ----------------------------------------------------------------------------------
    def click(self, what: Locator) -> "Seat":
        """Click, and wait for what it opens."""
        what.click()
        self.page.wait_for_load_state("load")
        self.effort.clicks += 1
        return self

    def link(self, name: str, within: Locator | None = None) -> "Seat":
        """Follow a link of this name."""
        self.effort.pages += 1
        return self.click((within or self.main).get_by_role("link", name=name, exact=True).first)

    def button(self, name: str, within: Locator | None = None) -> "Seat":
        """Press a button of this name."""
        self.effort.pages += 1
        return self.click((within or self.main).get_by_role("button", name=name, exact=True).first)

    def menu(self, *names: str) -> "Seat":
        """Choose from the menu at the side, one level after the other."""
        side = self.page.locator(".sidebar")
        for name in names[:-1]:
            self.click(side.get_by_role("button", name=name, exact=True))
        self.effort.pages += 1
        return self.click(side.get_by_role("link", name=names[-1], exact=True))

    def opens(self, step: str) -> "Seat":
        """On an item's file, open a step that may be taken."""
        self.effort.pages += 1
        return self.click(self.region("可以办的").get_by_role("link", name=re.compile(rf"^\s*{step}")).first)

    def todo(self, step: str, title: str) -> "Seat":
        """From 我的待办, open this item under this step."""
        self.menu("我的待办")
        group = self.page.locator("details.waiting").filter(has=self.page.locator("summary", has_text=step)).first
        if group.get_attribute("open") is None:
            self.click(group.locator("summary"))
        return self.link(title, group)

    # Typing ------------------------------------------------------------------------------------
    def region(self, name: str) -> Locator:
        """A part of the page by its heading."""
        return self.page.get_by_role("region", name=name, exact=True)

    def fill(self, within: Locator | None = None, **answers: object) -> "Seat":
        """Answer fields by their labels: text, the choice of a list, True to tick, a file."""
        for label, answer in answers.items():
            box = (within or self.main).get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).first
            self._answer(box, answer)
            self.effort.fields += 1
        return self

    def tick(self, *labels: str, within: Locator | None = None) -> "Seat":
        """Tick boxes by their labels."""
        for label in labels:
            (within or self.main).get_by_role("checkbox", name=label, exact=True).first.check()
            self.effort.clicks += 1
        return self

    def _answer(self, box: Locator, answer: object) -> None:
        match answer:
            case bool():
                box.set_checked(answer)
                return
            case Path():
                box.set_input_files(answer)
                self.effort.clicks += 2
                return
        text = str(answer)
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(label=text)
            self.effort.clicks += 1
        else:
            box.fill(text)
            self.effort.keys += sum(PINYIN if ord(letter) > 0x2FF else 1 for letter in text)

    def takes(self, step: str, on: str = "", **answers: object) -> "Seat":
        """Fill in the form of a step on its page, take it, and read that it was taken."""
        form = self.region(step)
        if on:
            answers[form.locator("input[type=date]").first.evaluate("one => one.labels[0].firstChild.data")] = on
        self.fill(form, **answers)
        self.button(step.removesuffix("（代录）"), form)
        return self.reads(f"“{step.removesuffix('（代录）')}”已办理。")


def sit_down(browser: Browser, address: str, username: str = "", *, width: int = 1280, script: bool = True) -> Seat:
    """A browser of one's own, logged in when a name is given; the first time by typing."""
    known = (address, username)
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": width, "height": 900},
        java_script_enabled=script,
        accept_downloads=True,
        storage_state=_logged_in.get(known),
    )
    page = context.new_page()
    seat = Seat(page, address)
    context.on("console", lambda said: seat.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    context.on("weberror", lambda failed: seat.complaints.append(str(failed.error)))
    if username:
        page.goto(f"{address}/admin/")
        if known not in _logged_in:
            page.get_by_role("textbox", name="用户名").fill(username)
            page.get_by_role("textbox", name="密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_load_state("load")
            _logged_in[known] = context.storage_state()
    return seat
