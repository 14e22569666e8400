"""How a command answers: in lines for people or, with --json, as one object for other programs."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandParser

from tracking.models.advancing import told_to

CLEARED = "\r\x1b[K"
"What empties the line on which a terminal writes."


@contextmanager
def progress_shown(command: BaseCommand) -> Iterator[None]:
    """Show on a terminal, on one line that is gone afterwards, how many of the rows are done; nothing where nobody looks."""

    def tell(what: str, done: int, number: int) -> None:
        command.stderr.write(f"{CLEARED}已{what} {done:,} / {number:,} 行…", style_func=str, ending="")
        command.stderr.flush()

    if not command.stderr.isatty():
        yield
        return
    try:
        with told_to(tell):
            yield
    finally:
        command.stderr.write(CLEARED, style_func=str, ending="")


class AnsweringCommand(BaseCommand):
    """A command with the option --json, which starts without the system checks: they import every address of the site."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def answer(self, report: dict, lines: Iterable[str], *, as_json: bool) -> None:
        """Print the report as JSON, or the lines that say the same in words."""
        for line in [json.dumps(report, ensure_ascii=False)] if as_json else lines:
            self.stdout.write(line)
