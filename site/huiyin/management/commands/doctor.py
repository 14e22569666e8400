"""`huiyin doctor`: what an operator should know of this installation; exit 1 where something is red."""

import sys
from dataclasses import asdict

from huiyin.watching.checks import RED, YELLOW, examine
from huiyin.watching.telling import tell_administrators
from tracking.management.answering import AnsweringCommand

MARKS = {RED: "✗", YELLOW: "!"}


class Command(AnsweringCommand):
    """检查。"""

    help = "检查数据库、磁盘、后台进程、定时、备份、时钟、证书等，逐项说明是否正常、该怎么办；--tell 把不正常的告诉管理员。"

    def add_arguments(self, parser) -> None:
        """Whether to tell."""
        parser.add_argument("--tell", action="store_true", help="把红色的项目作为消息发给系统管理员（每夜定时）")
        super().add_arguments(parser)

    def handle(self, *args, tell, **options) -> None:
        """Examine and answer."""
        found = examine()
        if tell:
            tell_administrators(found)
        red = [one for one in found if one.level == RED]
        yellow = [one for one in found if one.level == YELLOW]
        report = {"ok": not red, "checks": [asdict(one) for one in found]}
        lines = [f"{MARKS.get(one.level, '✓')} {one.title}：{one.said}{one.to_do}" for one in found]
        self.answer(
            report,
            [*lines, f"共 {len(found)} 项：{len(red)} 项须处理，{len(yellow)} 项须留意。"],
            as_json=options["json"],
        )
        if red:
            sys.exit(1)
