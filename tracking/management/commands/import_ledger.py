"""`huiyin import_ledger`: import a workbook into a session's ledger, all rows or none."""

from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser

from tracking import ledger
from tracking.ledger.columns import key_of, plain_heading
from tracking.loop import Stale
from tracking.management.answering import AnsweringCommand, progress_shown
from tracking.management.named import WRONG_USE, account_named
from tracking.models import Kind, Session
from tracking.wording.differences import abridged
from tracking.wording.local import localised


class Command(AnsweringCommand):
    """导入台账."""

    help = "把交办清单或工作落实台账导入一届；有错误时逐行列出，不作任何改动。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file", metavar="FILE", help="工作簿：.xlsx、.xls 或 .csv")
        parser.add_argument("--session", required=True, metavar="CODE", help="届次代码，例如 2024")
        parser.add_argument("--create-session", metavar="NAME", help="没有这一届时，以此名称新建")
        parser.add_argument("--update", action="store_true", help="与台账不同的单元格也写入；不加时只列出")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不作任何改动")
        parser.add_argument(
            "--user", metavar="USERNAME", help=localised("以哪个账号的名义导入（{section}经办）；不填时记为系统")
        )
        parser.add_argument(
            "--only",
            choices=[str(one.label) for one in Kind],
            help="只导入这一类：人大、政协分为两届、写在一份清单里时用",
        )
        parser.add_argument("--skip-column", action="append", default=[], metavar="NAME", help="这一栏不读；可以写几次")
        parser.add_argument(
            "--read-column",
            action="append",
            default=[],
            metavar="NAME=COLUMN",
            help="这一栏读作台账的哪一栏，例如 序号=编号；可以写几次",
        )
        super().add_arguments(parser)

    def handle(self, *args, file, session, create_session, update, dry_run, user, **options):
        account = account_named(user)
        target = self._session(session, create_session)
        answers = _answers(options["skip_column"], options["read_column"])
        report = {"created": 0, "updated": 0, "unchanged": 0, "errors": [], "differences": []}
        try:
            only = next((one for one in Kind if one.label == options["only"]), None)
            with progress_shown(self):
                plan = ledger.plan(ledger.read(file, Path(file).name, answers), target, only)
            self._tell(plan, update)
            report["errors"] = [error.as_json() for error in plan.errors]
            report["differences"] = [difference.as_json() for difference in plan.updates]
            if not plan.errors:
                with progress_shown(self):
                    done = plan.summary(update=update) if dry_run else ledger.apply(plan, account, update=update)
                report |= done | {"errors": []}
        except (ledger.Unreadable, Stale) as problem:
            report["errors"] = [ledger.RowError(None, None, str(problem)).as_json()]
        except PermissionDenied as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from problem
        self._print(report, dry_run=dry_run, as_json=options["json"])
        if report["errors"]:
            raise SystemExit(1)

    def _session(self, code: str, name: str | None) -> Session:
        """The session with this code, or a new one that importing stores with its items."""
        try:
            return Session.objects.of_code(code)
        except Session.DoesNotExist as problem:
            if not name:
                raise CommandError(f"{problem}新建请加 --create-session 名称。", returncode=WRONG_USE) from None
        year = int(code[:4]) if code[:4].isdecimal() else 0
        new = Session(code=code, name=name, year=year)
        try:
            new.full_clean()
        except ValidationError as problem:
            raise CommandError("；".join(problem.messages), returncode=WRONG_USE) from problem
        return new

    def _tell(self, plan: ledger.Plan, update: bool) -> None:
        """Print the plan's remarks, which are no errors, to stderr."""
        if plan.sheet.unknown:
            self.stderr.write(f"没有读取的栏目：{'、'.join(plan.sheet.unknown)}。")
        if plan.sheet.skipped:
            self.stderr.write(f"没有读取的工作表：{'、'.join(plan.sheet.skipped)}。")
        for note in plan.notes:
            self.stderr.write(_line(note.as_json()))
        if units := plan.new_units:
            self.stderr.write(localised("新登记的{upper_level}单位：") + f"{'、'.join(unit.name for unit in units)}。")
        if plan.updates and not update:
            self.stderr.write(f"有 {len(plan.updates)} 处与台账不同，没有改动；要写入请加 --update。")

    def _print(self, report: dict, *, dry_run: bool, as_json: bool) -> None:
        for error in () if as_json else report["errors"]:
            self.stderr.write(_line(error))
        lines = []
        for one in report["differences"]:
            old, new = abridged(one["old"], one["new"])
            lines.append(_line({**one, "message": f"{one['record']}：“{old}”→“{new}”"}))
        done = "检查完毕，没有改动：" if dry_run or report["errors"] else "导入完毕："
        counts = f"新增 {report['created']}，更新 {report['updated']}，未变 {report['unchanged']}"
        self.answer(report, [*lines, f"{done}{counts}，错误 {len(report['errors'])}。"], as_json=as_json)


def _answers(skipped: list[str], read: list[str]) -> dict[str, str]:
    """How unknown columns are to be read, from the options: heading → key of a column, or "" for not at all."""
    answers = {plain_heading(name): "" for name in skipped}
    for one in read:
        name, _equals, column = one.rpartition("=")
        key = key_of(column)
        if not name or key is None:
            raise CommandError(
                f"--read-column {one}：应写成“表头=栏目”，栏目是台账的一栏，例如 序号=编号。", returncode=WRONG_USE
            )
        answers[plain_heading(name)] = key
    return answers


def _line(found: dict) -> str:
    """A finding as one line: sheet, row, column, message."""
    sheet = f"{found['sheet']} " if found.get("sheet") else ""
    row = f"第{found['row']}行 " if found["row"] else ""
    column = f"“{found['column']}” " if found["column"] else ""
    return f"{sheet}{row}{column}{found['message']}"
