"""`huiyin setup FILE`: an office's name, units, people, sessions and columns from one file; `--template` writes an empty one."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from huiyin.moving_in.applying import SetUp, put_into_force
from huiyin.moving_in.first import open_first_account
from huiyin.moving_in.given import read_setup
from huiyin.moving_in.slips import slips_pdf
from huiyin.moving_in.template import toml_template, workbook_template
from huiyin.moving_in.told_by_list import in_lines, proposal_of
from tracking.ledger.grid import Unreadable
from tracking.ledger.opening import read_bytes
from tracking.management.answering import AnsweringCommand
from tracking.management.named import WRONG_USE
from tracking.papers.pdf import MissingGlyph

WORDS = {"new": "新增", "changed": "补充", "same": "已有"}


class Command(AnsweringCommand):
    """开办."""

    help = "按开办资料登记机关、承办单位、人员与角色、届次和公开栏目；可反复执行，只补不删。"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", metavar="FILE", help="填好的开办资料，.xlsx 或 .toml")
        parser.add_argument("--template", metavar="FILE", help="生成空白的开办资料，.xlsx 或 .toml")
        parser.add_argument("--first-account", action="store_true", help="还没有任何账号时，开通第一个系统管理员账号")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不登记")
        parser.add_argument("--slips", metavar="FILE", help="把新账号和一次性密码印成账号条（PDF），一人一页")
        super().add_arguments(parser)

    def handle(self, *args, file, template, first_account, dry_run, slips, **options):
        if sum(map(bool, (file, template, first_account))) != 1:
            raise CommandError("请写要登记的文件，或用 --template 生成空白的。", returncode=WRONG_USE)
        if first_account:
            self._first_account(as_json=options["json"])
            return
        if template:
            self._write(Path(template), toml_template().encode() if template.endswith(".toml") else workbook_template())
            self.answer({"template": template}, [f"空白开办资料 → {template}"], as_json=options["json"])
            return
        try:
            given = read_setup(read_bytes(file), file)
        except Unreadable as why:
            self._propose(file, str(why), dry_run=dry_run, as_json=options["json"])
            return
        done = put_into_force(given, dry_run=dry_run)
        if slips and done.slips:
            try:
                self._write(Path(slips), slips_pdf(done.slips))
            except MissingGlyph as why:
                self.stderr.write(str(why))
        self._say(done, dry_run=dry_run, as_json=options["json"])
        if done.troubles:
            raise SystemExit(1)

    def _propose(self, file: str, why: str, *, dry_run: bool, as_json: bool) -> None:
        """Say of a 交办清单 what it proposes or where it is put into force; any other file is refused."""
        proposal = proposal_of(file, timezone.localdate())
        if proposal is None:
            raise CommandError(f"{file}：{why}", returncode=1)
        if not dry_run:
            raise CommandError(
                f"{file}：这是交办清单，不是开办资料，没有登记。先看提议请加 --dry-run；登记请用后台“开始使用”的“从交办清单开始”，"
                "那里可以逐项核对。",
                returncode=1,
            )
        units = [
            {"name": one.full, "kind": one.kind.value, "written": [way.name for way in one.missing]}
            for one in proposal.new_units
        ]
        sessions = [
            {"kind": str(one.kind), "name": one.name, "code": one.code, "year": one.year, "count": one.count}
            for one in proposal.new_sessions
        ]
        report = {"list": True, "sessions": sessions, "units": units, "told": proposal.told}
        self.answer(report, ["这是交办清单，提议如下，没有登记：", *in_lines(proposal)], as_json=as_json)

    def _first_account(self, *, as_json: bool) -> None:
        slip = open_first_account()
        report = {"username": slip.username, "password": slip.password} if slip else {}
        lines = (
            [f"账号 {slip.username}　一次性密码 {slip.password}（首次登录时修改）"]
            if slip
            else ["已有账号，没有另开。"]
        )
        self.answer(report, lines, as_json=as_json)

    def _say(self, done: SetUp, *, dry_run: bool, as_json: bool) -> None:
        for one in done.troubles:
            self.stderr.write(str(one))
        report = {
            "dry_run": dry_run,
            "counts": {name: dict(counts) for name, counts in done.counts.items()},
            "errors": [
                {"sheet": one.sheet, "row": one.row, "column": one.column, "message": one.message}
                for one in done.troubles
            ],
            "accounts": [{"name": one.name, "username": one.username, "password": one.password} for one in done.slips],
        }
        lines = [
            f"{name}：" + "，".join(f"{WORDS[key]} {counts[key]}" for key in WORDS if counts[key])
            for name, counts in done.counts.items()
        ]
        if done.troubles:
            lines = [f"没有登记：有 {len(done.troubles)} 处要改正。"]
        elif dry_run:
            lines.append("检查完毕，没有登记。")
        lines += [f"账号 {one.username}　{one.name}　一次性密码 {one.password}" for one in done.slips]
        self.answer(report, lines, as_json=as_json)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.write_bytes(data)
        except OSError as problem:
            raise CommandError(f"不能写入 {path}：{problem.strerror}。", returncode=WRONG_USE) from None
