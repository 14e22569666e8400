"""`huiyin backup`: the whole installation as one file, while people work; nightly with --rotate."""

from pathlib import Path

from django.core.management.base import CommandError

from huiyin.keeping import locked_keys, restore
from huiyin.keeping.backup import Written, back_up, back_up_into, in_megabytes
from huiyin.keeping.passphrase import passphrase
from huiyin.keeping.troubles import Trouble
from tracking.management.answering import AnsweringCommand

WRONG_USE = 2


class Command(AnsweringCommand):
    """备份。"""

    help = "备份数据库、附件、图片和设置到一个文件，照常办公时也可以；--rotate 供每夜定时执行。"

    def add_arguments(self, parser) -> None:
        """Where to, and what."""
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="备份写成这个文件，例如 /backup/huiyin.zip"
        )
        parser.add_argument(
            "--rotate", type=Path, metavar="DIR", help="写进这个文件夹，按日期取名，保留 7 天、5 周、12 个月"
        )
        parser.add_argument("--portable", action="store_true", help="各表写成文本，可恢复到另一种数据库")
        parser.add_argument("--verify", action="store_true", help="写完后在临时位置试恢复一次")
        parser.add_argument("--keys", type=Path, metavar="FILE", help="另把密钥和口令加密写成这个文件，请分开保管")
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="从文件读口令；不写则在终端输入")
        super().add_arguments(parser)

    def handle(self, *args, file, rotate, portable, verify, keys, passphrase_file, **options) -> None:
        """Keys first: whoever mistypes the passphrase has not waited for the backup."""
        if (file is None) == (rotate is None) and not (file is None and keys is not None):
            raise CommandError("请写备份文件名，或用 --rotate 指定文件夹，两者写一个。", returncode=WRONG_USE)
        if rotate is not None and portable:
            raise CommandError("--portable 不能与 --rotate 同用：请写文件名。", returncode=WRONG_USE)
        report, lines = {}, []
        try:
            if keys is not None:
                report["keys"] = locked_keys.lock(keys, passphrase(passphrase_file, again=True))
                lines.append(f"密钥和口令共 {report['keys']} 项，已加密写成 {keys}。请与备份分开保管，口令另记。")
            dropped: list[Path] = []
            written = None
            if rotate is not None:
                written, dropped = back_up_into(rotate, self._say)
            elif file is not None:
                written = back_up(file, is_portable=portable, say=self._say)
            if written is not None:
                report |= _told(written) | {"dropped": [str(path) for path in dropped]}
                lines += _worded(written, dropped)
                if verify:
                    proof = restore.try_out(written.path, self._say)
                    report["problems"] = proof.problems
                    lines += [*proof.problems, "试恢复：" + ("核验不一致，请查。" if proof.problems else "核验一致。")]
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        self.answer(report, lines, as_json=options["json"])
        if report.get("problems"):
            raise SystemExit(1)

    def _say(self, words: str) -> None:
        self.stderr.write(words)


def _told(written: Written) -> dict:
    manifest = written.manifest
    return {
        "file": str(written.path), "bytes": written.size, "seconds": round(written.seconds, 2),
        "database": manifest.database, "files": len(manifest.files), "items": manifest.contents.items,
        "number": manifest.contents.number, "head": manifest.contents.head,
    }  # fmt: skip


def _worded(written: Written, dropped: list[Path]) -> list[str]:
    found = written.manifest.contents
    lines = [
        f"已备份到 {written.path}：承办件 {found.items} 件，办理记录 {found.number} 条（链尾 {found.head[:16]}…），"
        f"文件 {len(written.manifest.files)} 个，{in_megabytes(written.size)}，用时 {written.seconds:.1f} 秒。"
    ]
    if dropped:
        lines.append(f"到期的旧备份已删除 {len(dropped)} 份。")
    return lines
