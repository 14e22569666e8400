"""A demonstration with today's dates in the place of an older one, which is kept aside (刷新示例)."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone

from huiyin.example.living.session import is_demonstration
from huiyin.example.people import demonstration_password
from huiyin.keeping import turns
from huiyin.keeping.databases import database_of
from huiyin.keeping.place import Place
from huiyin.keeping.restore import lend_static_files, press, swap
from huiyin.keeping.troubles import Trouble


def refresh(say: Callable[[str], object], *, large: bool = False, today: date | None = None) -> list[str]:
    """Make a new demonstration beside this one and put it in its place; where the old one is kept. Raises Trouble.

    Nothing is deleted from a history: the new one begins a chain of its own, and the old one is kept whole.
    """
    here = Place.here()
    if database_of(here).contents() is None or not is_demonstration():
        raise Trouble(
            "这里不是演示，或已有自己的届次，不能刷新。演示请用 make demo 另建一套（换一个 HUIYIN_DATA_DIR）。"
        )
    turns.refuse_while_running("serve", "worker")
    folder = Path(tempfile.mkdtemp(prefix="refreshing-", dir=here.data))
    try:
        with turns.alone(say), database_of(here).throw_away(folder) as place:
            lend_static_files(here, place)
            say("编排新的示例，约需一两分钟……")
            _load(place, large=large, today=today)
            aside = here.data / f"before-refresh-{timezone.localtime():%Y%m%d-%H%M%S}"
            undo = swap(here, place, aside)
            say("重新印制公开页面……")
            try:
                press(here)
            except Trouble:
                undo.now()
                raise
            return [*undo.kept, str(aside)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(place: Place, *, large: bool, today: date | None) -> None:
    options = [*(["--large"] if large else []), *(["--today", today.isoformat()] if today else [])]
    answer = place.run("load_example", *options, further={"HUIYIN_DEMO_PASSWORD": demonstration_password()})
    if answer.code:
        raise Trouble(f"新的示例没有编排成功，原来的没有改动：{answer.complaints[-300:]}")
