"""The passphrase (口令) that locks the keys: typed at the terminal, or read from a file for timers."""

import getpass
import sys
from pathlib import Path

from huiyin.keeping.troubles import WrongUse, in_words


def passphrase(file: Path | None, *, again: bool = False) -> str:
    """Ask for the passphrase, twice where it locks; the first line of a file where one is given."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except OSError as problem:
            raise WrongUse(in_words(problem, file)) from problem
        except UnicodeDecodeError as problem:
            raise WrongUse(f"{file} 不是文本文件。") from problem
    if not sys.stdin.isatty():
        raise WrongUse("没有终端可以输入口令：请用 --passphrase-file 指定写有口令的文件。")
    typed = getpass.getpass("口令：")
    if again and getpass.getpass("再输一次：") != typed:
        raise WrongUse("两次输入的口令不一样，没有写。")
    return typed
