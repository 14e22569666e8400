"""The static bundle (静态包): what is pressed, with the assets that it uses and a search of its own, for a host without a server.

It is made from the pressed folder and the index beside it, so it holds nothing that is not public, and needs no
database. Its search is pagefind's: a script and words in WebAssembly, on the search page alone. Where pagefind is not
installed the page says how to find otherwise, as it does to readers without script.
"""

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from publishing.finding.furniture import from_text, other_ways
from publishing.finding.reading import Finder, FoundPiece, NoIndex
from publishing.frame import SearchContent
from publishing.press.answers import ELDER, NOT_FOUND, SEARCH
from publishing.press.files import PressedFolder, names_of
from publishing.press.headers import PUBLIC_POLICY, policy
from publishing.press.render import print_with
from publishing.press.search_index import ELDER_FRAME, FRAME

SEARCH_POLICY = policy(
    {name: sources for name, sources in PUBLIC_POLICY.items() if name != "frame-ancestors"}
    | {"script-src": ["'self'", "'wasm-unsafe-eval'"]}
)
"The policy of the bundle's search page, in the page itself, where frame-ancestors is not allowed."
FOLDER = "pagefind"
_ASSET = re.compile(rb"""(?:href|src)="/static/([^"?#]+)""")
_COUNTER = re.compile(rb"""\s*<script [^>]*data-beacon="[^"]*"[^>]*></script>""")
"What counts a page's readers, which a host without a server can't."
_URL = re.compile(r"""url\(["']?([^"')?#]+)""")


class NotBundled(Exception):
    """There is nothing to be bundled, or no place for it; its text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """What was put into the bundle."""

    files: int
    pieces: int
    has_search: bool


def bundle(target: Path) -> Bundled:
    """Put the bundle into a folder that is empty or not there yet; raises NotBundled."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotBundled(_("“%(folder)s”里已有内容：请指定一个空的或还不存在的文件夹。") % {"folder": target})
    folder = PressedFolder(settings.PRESSED_DIR)
    finder = Finder.of(settings.PRESSED_DIR)
    with folder.lock():
        try:
            pieces = finder.every()
            frames = {SEARCH: from_text(finder.about(FRAME)), ELDER + SEARCH: from_text(finder.about(ELDER_FRAME))}
        except NoIndex as problem:
            raise NotBundled(_("还没有印制静态页，或者是旧版本印制的：请先执行 huiyin press。")) from problem
        for path in sorted(folder.paths()):
            for name in names_of(path):
                if (folder.root / name).is_file():
                    _copy(folder.root / name, target / name)
    shutil.copyfile(target / names_of(NOT_FOUND)[0], target / "404.html")
    has_search = find_spec("pagefind") is not None
    for path, frame in frames.items():
        content = SearchContent(_("搜索"), "", ways=other_ways(frame))
        page = print_with(
            "publishing/bundle_search.html", replace(frame, title=content.title), content,
            policy=SEARCH_POLICY, script=f"/{FOLDER}/pagefind.js" if has_search else "",
        )  # fmt: skip
        file = target / names_of(path)[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page)
    _copy_assets(target)
    if has_search:
        asyncio.run(_index(pieces, target / FOLDER))
    return Bundled(sum(1 for file in target.rglob("*") if file.is_file()), len(pieces), has_search)


def _copy(source: Path, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".html":
        file.write_bytes(_COUNTER.sub(b"", source.read_bytes()))
    else:
        shutil.copyfile(source, file)


def _copy_assets(target: Path) -> None:
    """The static files that the pages name, and those that these name in turn."""
    wanted = {unquote(name.decode()) for page in target.rglob("*.html") for name in _ASSET.findall(page.read_bytes())}
    root, done = Path(settings.STATIC_ROOT), set[str]()
    while wanted:
        name = wanted.pop()
        done.add(name)
        if not (root / name).is_file():
            continue
        _copy(root / name, target / "static" / name)
        if name.endswith(".css"):
            wanted |= {one for one in _named_in(root, root / name) if one not in done}


def _named_in(root: Path, sheet: Path) -> Iterator[str]:
    for name in _URL.findall(sheet.read_text(encoding="utf-8")):
        file = (sheet.parent / unquote(name)).resolve()
        if file.is_relative_to(root.resolve()):
            yield file.relative_to(root.resolve()).as_posix()


async def _index(pieces: list[FoundPiece], folder: Path) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    async with PagefindIndex(config=IndexConfig(output_path=str(folder))) as index:
        for one in pieces:
            words = "\n".join(filter(None, (one.title, one.numbers, one.unit, one.words, one.files)))
            facts = " ".join(filter(None, (one.tag, one.unit, f"{one.reply_class}类" * bool(one.reply_class), one.day)))
            await index.add_custom_record(
                url=one.path, content=words, language="zh", meta={"title": one.title, "facts": facts}
            )
