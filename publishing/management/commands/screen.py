"""`huiyin screen`: personal data, marks of secrecy and wrong terms in a file, shown in it or not."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from publishing.screening import ScreenFinding
from publishing.screening.files import MOST_BYTES, Unscreenable, screen_file
from tracking.management.answering import AnsweringCommand

_STDIN = "-"


class Command(AnsweringCommand):
    """内容筛查."""

    help = (
        "检查一个文件里有没有个人信息、保密标志和表述错误：文本、Word、Excel、PPT、OFD、PDF、图片，看不见的地方也检查。"
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file", metavar="FILE", type=Path, help="要检查的文件；- 是标准输入")
        super().add_arguments(parser)

    def handle(self, *args, file, **options):
        name = _("标准输入") if str(file) == _STDIN else file.name or str(file)
        try:
            found = screen_file(self._read(file), name).findings
        except Unscreenable as reason:
            self.stderr.write(f"{name}：{reason}")
            sys.exit(1)
        self.answer({"findings": [one.as_json() for one in found]}, _lines(found), as_json=options["json"])
        if found:
            sys.exit(1)

    def _read(self, path: Path) -> bytes:
        if str(path) == _STDIN:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            raise Unscreenable(_("没有这个文件，请核对文件名和所在的文件夹。")) from None
        except IsADirectoryError:
            raise Unscreenable(_("这是文件夹，请逐个检查里面的文件。")) from None
        except PermissionError:
            raise Unscreenable(_("没有读取它的权限，请换有权限的账号，或把它复制到自己的文件夹。")) from None
        except (OSError, ValueError):
            raise Unscreenable(_("打不开这个文件，请核对文件名，或另存一份再试。")) from None


def _lines(found: Iterable[ScreenFinding]) -> Iterator[str]:
    """What was found, in words."""
    found = list(found)
    blocking = sum(one.blocks for one in found)
    yield f"发现{len(found)}处，其中须处理后才能公开的{blocking}处。" if found else "没有发现问题。"
    for one in found:
        quote = " ".join(one.quote.split())
        mark = "须处理" if one.blocks else "请核对"
        told = f"“{quote if len(quote) <= 40 else quote[:39] + '…'}”" if quote else ""
        yield f"{mark}\t{one.kind.label}\t{one.rule}\t{one.where}{told}\t{one.sentence()}"
