"""`huiyin tidy`: nightly, what nobody needs any more."""

from huiyin.keeping.tidy import tidy
from tracking.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    """清理。"""

    help = "清理到期的会话、登录失败记录、无主的文件等（可每夜定时执行）；办理记录和历史一概不动。"

    def handle(self, *args, **options) -> None:
        """Clear away, and say what."""
        done = tidy(self.stderr.write)
        lines = [f"清理{one.what} {one.count} 项。" for one in done if one.count] or ["没有需要清理的。"]
        self.answer({one.what: one.count for one in done}, lines, as_json=options["json"])
