"""How a command answers: in lines for people or, with --json, as one object for other programs."""

import json
from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandParser


class AnsweringCommand(BaseCommand):
    """A command with the option --json, which starts without the system checks: they import every address of the site."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def answer(self, report: dict, lines: Iterable[str], *, as_json: bool) -> None:
        """Print the report as JSON, or the lines that say the same in words."""
        for line in [json.dumps(report, ensure_ascii=False)] if as_json else lines:
            self.stdout.write(line)
