"""How the `huiyin` command speaks (命令行): wrong use ends with 2 and a sentence in Chinese, a closed pipe ends in silence.

Python's own reader of options says its sentences through gettext, but brings no Chinese along; they stand here.
"""

import argparse
import difflib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db.utils import OperationalError, ProgrammingError

from huiyin.keeping.runs import NOTED, note
from huiyin.keeping.shut import SHUT_COMMANDS, is_shut
from huiyin.keeping.turns import running

FOUND, WRONG_USE = 1, 2
CUT_OFF = 141
"As a shell counts a command whose reader went away (128 + SIGPIPE)."
OWN_APPS = {"huiyin", "publishing", "tracking"}
HELPING = {"help", "--help", "-h", "--version", "version"}
SENTENCES = {
    "usage: ": "用法：",
    "options": "选项",
    "positional arguments": "参数",
    "show this help message and exit": "显示本帮助后退出",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "unrecognized arguments: %s": "不认识的选项或参数：%s",
    "not allowed with argument %s": "不能与 %s 同用",
    "ignored explicit argument %r": "后面不能写值 %r",
    "the following arguments are required: %s": "缺少：%s",
    "one of the arguments %s is required": "须写其中之一：%s",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "invalid %(type)s value: %(value)r": "%(value)r 不是可用的值",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r 不在可选的值之中（%(choices)s）",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s。\n",
}


class Commands(ManagementUtility):
    """Django's way to the commands; one that does not exist is a wrong use, with the nearest name beside it."""

    def fetch_command(self, subcommand):
        """The command of this name; without settings there are none of ours to look for."""
        if self.settings_exception is not None:
            raise self.settings_exception
        if subcommand not in get_commands():
            near = difflib.get_close_matches(subcommand, get_commands(), n=1)
            hint = f"您要的是 {near[0]} 吗？" if near else ""
            sys.stderr.write(f"没有命令“{subcommand}”。{hint}全部命令见 {self.prog_name} help。\n")
            sys.exit(WRONG_USE)
        return super().fetch_command(subcommand)

    def main_help_text(self, commands_only=False):
        """Our own commands with a line each; those that Django and the rest bring along by their names."""
        if commands_only or self.settings_exception is not None:
            return super().main_help_text(commands_only)
        apps = get_commands()
        own = {name: load_command_class(app, name).help for name, app in apps.items() if app in OWN_APPS}
        others = "、".join(sorted(set(apps) - set(own)))
        lines = [f"  {name:<16}{own[name]}" for name in sorted(own)]
        usage = f"用法：{self.prog_name} 命令 [选项]；一个命令的用法：{self.prog_name} help 命令"
        return "\n".join([usage, "", *lines, "", f"Django、Wagtail 等自带的命令：{others}"])


def run(argv: list[str]) -> None:
    """Run one command line."""
    _speak_chinese()
    if HELPING & set(argv[1:]) or not argv[1:]:
        # Whoever asks how to use it may not have set anything up yet.
        os.environ.setdefault("HUIYIN_SECRET_KEY", "only-to-print-help-" + "0" * 50)
    try:
        with _noted(argv[1] if argv[1:] else ""), _in_turn(argv[1] if argv[1:] else ""):
            Commands(argv).execute()
            sys.stdout.flush()
    except ImproperlyConfigured as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(WRONG_USE)
    except (OperationalError, ProgrammingError) as problem:
        if "--traceback" in argv:
            raise
        sys.stderr.write(
            f"数据库没有应答，或还没有建立：请核对 HUIYIN_DATABASE_URL；新装的先运行 huiyin migrate。（{problem}）\n"
        )
        sys.exit(FOUND)
    except BrokenPipeError:
        # What is still to be written goes nowhere, or Python would complain of it while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CUT_OFF)


@contextmanager
def _noted(command: str) -> Iterator[None]:
    """Note when a command of the timers ended and how, for 设置检查."""
    code = FOUND
    try:
        yield
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else FOUND
        raise
    finally:
        if command in NOTED and code != WRONG_USE and settings.configured:
            note(command, code)


@contextmanager
def _in_turn(command: str) -> Iterator[None]:
    """Keep commands that save something apart from an upgrade: the one waits for the other to be over."""
    if command not in SHUT_COMMANDS:
        yield
        return
    with running(command):
        if is_shut():
            sys.stderr.write("正在升级，没有运行；升级完毕后再试。上次升级中断的，请先运行 huiyin upgrade。\n")
            sys.exit(FOUND)
        yield


def _speak_chinese() -> None:
    """Let argparse say its sentences in Chinese; they are read from its module."""
    argparse._ = lambda sentence: SENTENCES.get(sentence, sentence)
    argparse.ngettext = lambda one, many, n: SENTENCES.get(many, many)
