"""`huiyin restore FILE`: proven in a throw-away place first; --verify does that alone."""

import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from huiyin.keeping import locked_keys, restore
from huiyin.keeping.manifest import Contents
from huiyin.keeping.packing import packed
from huiyin.keeping.passphrase import passphrase
from huiyin.keeping.troubles import Trouble
from tracking.management.answering import AnsweringCommand

WRONG_USE = 2
MOST_NAMED = 10


class Command(AnsweringCommand):
    """恢复。"""

    help = "从备份恢复：先在临时位置核验，再替换现有数据（旧的另存）；--verify 只试恢复，不改动现有数据。"

    def add_arguments(self, parser) -> None:
        """What from, and how."""
        parser.add_argument("file", type=Path, metavar="FILE", help="huiyin backup 写成的文件")
        parser.add_argument("--verify", action="store_true", help="只在临时位置试恢复并核验")
        parser.add_argument("--yes", action="store_true", help="不再询问，直接替换现有数据")
        parser.add_argument("--despite-findings", action="store_true", help="核验不一致也恢复（只有这一份备份时）")
        parser.add_argument("--keys", type=Path, metavar="FILE", help="同时放回 backup --keys 另存的密钥")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="从文件读口令；不写则在终端输入")
        super().add_arguments(parser)

    def handle(self, *args, file, verify, yes, despite_findings, keys, passphrase_file, **options) -> None:
        """Ask before anything is overwritten; say what was found and where the old is kept."""
        report: dict = {}
        try:
            if verify:
                proof, lines = restore.try_out(file, self._say), []
            else:
                with packed(file):
                    pass
                self._confirm(restore.what_is_here(), file, yes=yes)
                unlocked = None if keys is None else locked_keys.unlock(keys, passphrase(passphrase_file))
                done = restore.restore(file, self._say, despite_findings=despite_findings)
                proof, report["kept"] = done.proof, done.kept
                lines = [f"原有数据保留在：{one}（确认无误后可删除）。" for one in done.kept]
                lines += ["备份时的环境设置，供核对：", done.settings.rstrip()]
                if unlocked is not None:
                    report["keys"] = locked_keys.lay(unlocked)
                    lines.append(f"已放回密钥：{'、'.join(report['keys']) or '与现有的相同'}。")
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        report |= {
            "taken": proof.manifest.taken, "release": proof.manifest.release, "events": proof.events,
            "items": proof.manifest.contents.items, "problems": proof.problems, "missing": proof.missing,
            "pressed": proof.pressed, "seconds": round(proof.seconds, 2),
        }  # fmt: skip
        self.answer(report, [*_worded(proof, verify=verify), *lines], as_json=options["json"])
        if proof.problems:
            sys.exit(1)

    def _confirm(self, here: Contents | None, file: Path, *, yes: bool) -> None:
        """Say what would be overwritten, and go on only when somebody wants it."""
        if here is None:
            return
        self._say(
            f"这里已有数据：承办件 {here.items} 件，办理记录 {here.number} 条。将由 {file} 替换，现有数据另存，不删除。"
        )
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("没有恢复：确要替换，请加 --yes。", returncode=WRONG_USE)
        if input("确要替换，请输入“是”：").strip() not in {"是", "yes", "y"}:
            raise CommandError("没有恢复，一切照旧。")

    def _say(self, words: str) -> None:
        self.stderr.write(words)


def _worded(proof: restore.Proof, *, verify: bool) -> list[str]:
    taken = timezone.localtime(proof.manifest.moment)
    lines = [*proof.problems[:MOST_NAMED]]
    if proof.missing:
        lines.append(f"核对闭环：缺 {len(proof.missing)} 处（备份时就如此），见 huiyin check_loop。")
    verdict = f"发现 {len(proof.problems)} 处问题" if proof.problems else "核验一致"
    pressed = "没有门户" if proof.pressed is None else f"公开页面和文件 {proof.pressed} 个"
    act = "试恢复完毕，现有数据没有改动" if verify else "已恢复"
    return [
        *lines,
        f"{act}：备份于 {taken:%Y-%m-%d %H:%M}，承办件 {proof.manifest.contents.items} 件，"
        f"办理记录 {proof.events} 条，{verdict}，{pressed}，用时 {proof.seconds:.1f} 秒。",
    ]
