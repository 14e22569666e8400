"""`huiyin handover`: hand-over packages of the signed pieces, for the editor of the platform above."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from publishing.handover import packing, platforms, returns
from publishing.review import Refused
from publishing.review.upper import on_platform
from tracking.management.answering import AnsweringCommand
from tracking.management.named import WRONG_USE, account_named
from tracking.papers import Unprintable


class Command(AnsweringCommand):
    """移交包."""

    help = (
        "制作移交包：已签发、还没有登记上级平台网址的稿件，每篇一个文件夹，附移交清单；--enter 把填好的清单登记回来。"
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("folder", metavar="DIR", nargs="?", help="放移交包的文件夹：新建的，或者空的")
        parser.add_argument("--platform", metavar="CODE", help="按哪个平台的字段对照表；不写时按门户设置")
        parser.add_argument("--page", metavar="N", type=int, action="append", default=[], help="只要这一篇；可以写几次")
        parser.add_argument("--all", action="store_true", help="已登记网址的也要")
        parser.add_argument("--platforms", action="store_true", help="列出字段对照表，查出有误的")
        parser.add_argument("--enter", metavar="FILE", help="登记填好的移交清单：有一处不对，就一篇也不登记")
        parser.add_argument("--user", metavar="USERNAME", help="以哪个账号的名义登记")
        super().add_arguments(parser)

    def handle(self, *args, folder, **options):
        if options["platforms"]:
            self._list(options["json"])
            return
        try:
            platform = platforms.platform_of(options["platform"]) if options["platform"] else platforms.current()
        except platforms.Broken as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from None
        if options["enter"]:
            self._enter(Path(options["enter"]), platform, options)
            return
        if not folder:
            raise CommandError("请写明放移交包的文件夹，例如 huiyin handover 移交包。", returncode=WRONG_USE)
        self._pack(Path(folder), platform, options)

    def _list(self, as_json: bool) -> None:
        """Every platform, and what is wrong with its file."""
        found, broken = [], []
        for code in platforms.codes():
            try:
                found.append(platforms.platform_of(code))
            except platforms.Broken as problem:
                broken.append(str(problem))
        report = {"platforms": [{"code": one.code, "name": one.name} for one in found], "broken": broken}
        self.answer(
            report, [*(f"{one.code}\t{one.name}\t{len(one.fields)}栏" for one in found), *broken], as_json=as_json
        )
        if broken:
            raise SystemExit(1)

    def _pack(self, folder: Path, platform: platforms.Platform, options: dict) -> None:
        stands = on_platform()
        if wanted := set(options["page"]):
            if unknown := wanted - {one.page.pk for one in stands}:
                keys = "、".join(str(one) for one in sorted(unknown))
                raise CommandError(f"没有签发的稿件，编号：{keys}。", returncode=1)
            stands = [one for one in stands if one.page.pk in wanted]
        elif not options["all"]:
            stands = [one for one in stands if not one.is_published]
        try:
            found = packing.parcels(stands, platform) if stands else []
            self._write(folder, found)
        except (Refused, Unprintable) as why:
            raise CommandError(str(why), returncode=1) from None
        except OSError as problem:
            raise CommandError(
                f"不能写入 {problem.filename or folder}：{problem.strerror}。", returncode=WRONG_USE
            ) from None
        report = {
            "platform": platform.code,
            "pieces": [{"page": one.page.pk, "folder": one.folder, "problems": one.problems} for one in found],
        }
        lines = [f"{one.folder}\t{problem}" for one in found for problem in one.problems]
        lines.append(
            f"移交包{len(found)}篇 → {folder}（{platform.name}）。" if found else "没有等着移交的稿件，没有制作移交包。"
        )
        self.answer(report, lines, as_json=options["json"])

    @staticmethod
    def _write(folder: Path, found: list[packing.Parcel]) -> None:
        """Into a folder that holds nothing else."""
        if not found:
            return
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} 不是空文件夹，请另写一个。", returncode=WRONG_USE)
        files = dict(packing.unpacked(found)) | {returns.NAME: returns.write(found)}
        for name, data in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def _enter(self, file: Path, platform: platforms.Platform, options: dict) -> None:
        account = account_named(options["user"])
        if account is None:
            raise CommandError("登记发布要用 --user 写明账号。", returncode=WRONG_USE)
        returned = returns.read(file, file.name)
        try:
            count = returns.enter(returned, account=account, platform=platform.name)
        except Refused as why:
            raise CommandError(str(why), returncode=1) from None
        report = {"entered": count, "blank": returned.blank, "problems": [one.as_json() for one in returned.problems]}
        lines = [str(one) for one in returned.problems]
        if returned.problems:
            lines.append("有以上问题，一篇也没有登记；请改好后再登记。")
        else:
            lines.append(f"已登记{count}篇，还没有填写的{returned.blank}篇。")
        self.answer(report, lines, as_json=options["json"])
        if returned.problems:
            raise SystemExit(1)
