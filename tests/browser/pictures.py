"""The pictures of the guides (截图), each declared once, taken on the living demonstration by `make screenshots`.

A picture that still looks as it did is left as it is, so that nothing changes without a reason. Run as a module, with names to
take those alone.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, sync_playwright

from tests.browser.installations import LIVING_DAY, ROOT, Installation
from tests.browser.seats import AT_REST, Seat, sit_down
from tests.tracking.ledger.books import of_grid

FOLDER = ROOT / "docs" / "guide" / "pictures"
COLOURS = 128
"Colours that a picture keeps: pages of the admin have few, and fewer make smaller files."
LARGEST = 60 * 1024
"Bytes that a picture may have; and there are at most forty."
CHINESE = {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN", "LC_ALL": "zh_CN.UTF-8"}
"What the browser is told of its reader, for days in forms and the shapes of characters."
SAME = 0.004
"The share of points that may differ before a picture counts as another one: minutes on a clock, not a word."
MARK = "all => all.forEach(one => { one.style.outline = '3px solid #a61b17'; one.style.outlineOffset = '3px' })"


@dataclass(frozen=True)
class Picture:
    """One picture: who sits there, how they come to the page, how much is shown, and what is marked in red."""

    name: str
    who: str
    goes: Callable[[Seat], object]
    marks: str = ""
    width: int = 1000
    height: int = 700
    of: str = "main"
    "The part that is shown, from its top; `body` with the menu."

    def reach(self, browser: Browser, address: str) -> Seat:
        """Sit down, go there, and mark."""
        seat = sit_down(browser, address, self.who, width=self.width)
        seat.page.set_viewport_size({"width": self.width, "height": self.height})
        self.goes(seat)
        seat.page.mouse.move(0, 0)
        seat.page.evaluate(AT_REST)
        if self.marks:
            seat.page.locator(self.marks).locator("visible=true").first.wait_for()
            seat.page.locator(self.marks).locator("visible=true").evaluate_all(MARK)
        return seat

    def take(self, browser: Browser, address: str) -> Image.Image:
        """What is seen there."""
        seat = self.reach(browser, address)
        part = seat.page.locator(self.of).first.bounding_box()
        clip = {"x": part["x"], "y": 0, "width": part["width"], "height": self.height}
        shot = seat.page.screenshot(clip=clip, animations="disabled", caret="hide")
        seat.page.context.close()
        taken = Image.open(io.BytesIO(shot)).convert("RGB")
        return taken.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert("RGB")


def at(path: str) -> Callable[[Seat], object]:
    """Straight to an address of the admin."""
    return lambda seat: seat.page.goto(f"{seat.address}/admin/{path}")


def waiting(step: str) -> Callable[[Seat], object]:
    """The first item that waits under this step, from 我的待办."""

    def go(seat: Seat) -> None:
        group = seat.page.locator("details.waiting").filter(has=seat.page.locator("summary", has_text=step)).first
        follow(seat, group.locator("li a[href]"))

    return go


def follow(seat: Seat, links: Locator) -> None:
    """Go where the first of these links leads."""
    seat.page.goto(seat.address + links.first.get_attribute("href"))


def file_of(step: str) -> Callable[[Seat], object]:
    """The file (一件一档) of the first item that waits under this step."""

    def go(seat: Seat) -> None:
        waiting(step)(seat)
        follow(seat, seat.page.locator("main a[href*='/ledger/inspect/'], header a[href*='/ledger/inspect/']"))

    return go


def several_at_once(seat: Seat) -> None:
    """The items that wait to be handed over, ticked and taken together."""
    seat.link("待交办的承办件")
    seat.tick("全选本页").button("一并办理所选")


def preview_of_a_list(seat: Seat) -> None:
    """A small 交办清单 in which a unit is called as nobody knows it."""
    rows = [
        ["编号", "类别", "案由", "领衔代表", "主办单位"],
        [901, "建议", "关于增设示例路公交站牌的建议", "示例赵甲", "示例交通局"],
        [902, "建议", "关于修缮示例村文化广场的建议", "示例钱甲", "示例文化馆"],
    ]
    seat.page.goto(f"{seat.address}/admin/import/")
    file = {"name": "交办清单.xlsx", "mimeType": "application/octet-stream", "buffer": of_grid(rows).getvalue()}
    seat.page.locator("input[type=file]").first.set_input_files(file)
    seat.button("上传并预览")


def to_be_signed(seat: Seat) -> None:
    """The page that waits for one's own signature."""
    seat.page.goto(f"{seat.address}/admin/publishing/queue/")
    follow(seat, seat.main.locator("a[href*='/publishing/pages/']"))


PICTURES = (
    Picture("home", "clerk", at(""), of="body", height=760),
    Picture("item", "clerk", file_of("市政府办审核通过"), height=760),
    Picture("ledger", "clerk", at("ledger/"), width=1280),
    Picture("register", "clerk", at("loop/register/"), height=760),
    Picture("import", "clerk", preview_of_a_list),
    Picture("hand-over", "clerk", several_at_once, height=760),
    Picture("papers", "clerk", lambda seat: seat.link("本届文书"), height=760),
    Picture("unit-home", "unit2", at(""), of="body"),
    Picture("submit", "unit", waiting("送审"), width=1280, height=800),
    Picture("review", "reviewer", waiting("审核通过"), height=860),
    Picture("signing", "leader", at("loop/signing/"), width=390, height=844, of="body"),
    Picture("due", "supervisor", at("supervision/due/"), height=760),
    Picture("reminders", "supervisor", at("supervision/reminders/"), height=640),
    Picture("desk", "editor", at("publishing/"), height=760),
    Picture("approve", "final", to_be_signed, height=860),
    Picture("start", "admin", at("start/"), height=760),
    Picture("people", "admin", at("people/"), height=560),
)  # fmt: skip
"Every picture, by the name of its file."


def keep(picture: Picture, taken: Image.Image) -> bool:
    """Write a picture unless the one that is there looks the same; whether it was written."""
    path = FOLDER / f"{picture.name}.webp"
    if path.exists():
        before = Image.open(path).convert("RGB")
        if before.size == taken.size:
            apart = ImageChops.difference(before, taken).convert("L").point(lambda value: 255 if value > 32 else 0)
            if apart.histogram()[255] <= SAME * taken.width * taken.height:
                return False
    taken.save(path, "WEBP", lossless=True, quality=100, method=6)
    return True


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all; and remove those that nobody declares."""
    wanted = [one for one in PICTURES if not names or one.name in names]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        living = loaded(Path(folder) / "var")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            env=os.environ | CHINESE,
        )
        with living.serving() as address:
            for picture in wanted:
                written = keep(picture, picture.take(browser, address))
                size = (FOLDER / f"{picture.name}.webp").stat().st_size
                print(f"{picture.name:<20}{size / 1024:5.0f} KB  {'written' if written else 'unchanged'}")  # noqa: T201
        browser.close()
    for path in FOLDER.glob("*.webp"):
        if path.stem not in {one.name for one in PICTURES}:
            path.unlink()


def loaded(folder: Path) -> Installation:
    """The living demonstration in a folder of its own, with the clock of its day."""
    folder.mkdir()
    living = Installation(folder).on_the_living_day()
    living.huiyin("load_example", "--today", LIVING_DAY.date().isoformat())
    return living


if __name__ == "__main__":
    main(sys.argv[1:])
