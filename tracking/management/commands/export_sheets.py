"""`huiyin export_sheets`: write a sheet (承办单位回填表) for each unit with open items, to be filled in and imported again."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from tracking.ledger import unit_sheets
from tracking.management.answering import AnsweringCommand
from tracking.management.named import WRONG_USE, session_named
from tracking.models import Session, Unit


class Command(AnsweringCommand):
    """导出承办单位回填表."""

    help = "给每个有未办结承办件的承办单位写一个回填表（.xlsx）到一个文件夹。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("folder", metavar="DIR", help="写到哪个文件夹；没有时新建")
        parser.add_argument("--session", metavar="CODE", help="届次代码，例如 2024；不填时为最近一届")
        parser.add_argument("--unit", metavar="NAME", help="只导出这个承办单位（全称或简称）")
        super().add_arguments(parser)

    def handle(self, *args, folder, session, unit, **options):
        found = self._session(session)
        units = None if unit is None else [self._unit(unit)]
        target = Path(folder)
        written = []
        try:
            target.mkdir(parents=True, exist_ok=True)
            for items in unit_sheets.open_items(found, units):
                file = target / unit_sheets.file_name(items)
                count = unit_sheets.write_sheet(items, file)
                written.append({"unit": items.unit.name, "file": str(file), "items": count})
        except OSError as problem:
            raise CommandError(
                f"写不了 {folder}：没有写入的权限，或者它不是文件夹。", returncode=WRONG_USE
            ) from problem
        lines = [f"{one['unit']} {one['items']} 件：{one['file']}" for one in written]
        lines.append(f"已为 {len(written)} 个单位导出回填表。")
        self.answer({"session": found.code, "sheets": written}, lines, as_json=options["json"])

    def _session(self, code: str | None) -> Session:
        latest = Session.objects.current() if code is None else None
        return latest or session_named(code)

    def _unit(self, name: str) -> Unit:
        found = Unit.objects.own().by_any_name().get(name)
        if found is None:
            raise CommandError(f"没有承办单位“{name}”，请用“名录”中的全称或简称。", returncode=WRONG_USE)
        return found
