"""`huiyin import_sheets`: import what units filled into their sheets, all files or none."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser

from tracking.ledger import unit_sheets
from tracking.loop import Stale
from tracking.management.answering import AnsweringCommand
from tracking.management.named import WRONG_USE, account_named
from tracking.wording.local import localised


class Command(AnsweringCommand):
    """导入承办单位回填表."""

    help = "把填好的承办单位回填表并入台账：只读办理进展、沟通和拟答复类别；有错误时逐处列出，不作任何改动。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("files", metavar="FILE", nargs="+", help="填好的回填表，可以几个一起")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不作任何改动")
        parser.add_argument(
            "--user", metavar="USERNAME", help=localised("以哪个账号的名义导入（{section}经办）；不填时记为系统")
        )
        super().add_arguments(parser)

    def handle(self, *args, files, dry_run, user, **options):
        account = account_named(user)
        plan = unit_sheets.plan_merge(*unit_sheets.read_sheets((Path(file).name, file) for file in files))
        report = {"created": 0, "updated": 0, "unchanged": 0}
        errors = [one.as_json() for one in plan.errors]
        try:
            if not errors:
                done = plan.summary() if dry_run else unit_sheets.merge(plan, account)
                report = {name: done[name] for name in report}
        except Stale as problem:
            errors = [unit_sheets.SheetFinding("", None, None, str(problem)).as_json()]
        except PermissionDenied as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from problem
        report |= {"skipped": [one.as_json() for one in plan.skipped], "notes": [one.as_json() for one in plan.notes]}
        report["errors"] = errors
        self._print(report, dry_run=dry_run, as_json=options["json"])
        if errors:
            raise SystemExit(1)

    def _print(self, report: dict, *, dry_run: bool, as_json: bool) -> None:
        for one in () if as_json else (*report["errors"], *report["skipped"], *report["notes"]):
            row = f"第{one['row']}行 " if one["row"] else ""
            column = f"“{one['column']}” " if one["column"] else ""
            self.stderr.write(f"{one['file']} {row}{column}{one['message']}".strip())
        done = "检查完毕，没有改动：" if dry_run or report["errors"] else "导入完毕："
        counts = (
            f"新增进展和沟通 {report['created']} 条，拟答复类别 {report['updated']} 处，已有 {report['unchanged']} 处"
        )
        left_out = f"，没有导入 {len(report['skipped'])} 格" if report["skipped"] else ""
        self.answer(report, [f"{done}{counts}{left_out}，错误 {len(report['errors'])}。"], as_json=as_json)
