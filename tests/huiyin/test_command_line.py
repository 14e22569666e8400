"""The `huiyin` command, as somebody types it: what it says when it is used wrongly, and how it ends."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from huiyin import command_line

ROOT = Path(__file__).resolve().parent.parent.parent


def ran(folder: Path, *words: str, **changes: str | None) -> subprocess.CompletedProcess:
    """The command in a process of its own, with a data directory of its own."""
    environment = os.environ | {"HUIYIN_DATA_DIR": str(folder), "HUIYIN_SECRET_KEY": "x" * 60} | changes
    environment = {name: value for name, value in environment.items() if value is not None}
    environment |= {"DJANGO_SETTINGS_MODULE": "huiyin.settings", "HUIYIN_DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *words], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nosuch", "没有命令“nosuch”。"),
        ("figure --session 2024", "您要的是 figures 吗？"),
        ("figures", "缺少：--session"),
        ("figures --session", "后面要写一个值"),
        ("check_loop --nope", "不认识的选项或参数：--nope"),
        ("figures --session 2024 --as-of 2024-13-01", "应写成 2024-06-03 这样"),
        ("figures --session 2024 --known-on x", "应写成 2024-06-03 或"),
        ("remind --day 0001-01-01", "应在 1950 年到 2100 年之间"),
        ("serve --port 99999", "应是 1 到 65535 之间的整数"),
        ("serve --workers 0", "应是 1 到 99 之间的整数"),
    ],
)
def test_wrong_use_ends_with_2_and_says_in_chinese_what_was_wrong(monkeypatch, capsys, words, said):
    for name in ("_", "ngettext"):  # which the command changes for its whole process
        monkeypatch.setattr(argparse, name, getattr(argparse, name))
    with pytest.raises(SystemExit) as ended:
        command_line.run(["huiyin", *words.split()])
    told, complained = capsys.readouterr()
    assert (ended.value.code, told) == (2, "")
    assert said in complained


@pytest.mark.parametrize(("words", "said"), [("figure", "您要的是 figures 吗？"), ("figures", "缺少：--session")])
def test_a_process_that_is_used_wrongly_ends_with_2_and_one_sentence(tmp_path, words, said):
    run = ran(tmp_path, words)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("words", ["help", "--help", "help figures", "figures --help"])
def test_help_needs_no_secret_key(tmp_path, words):
    run = ran(tmp_path, *words.split(), HUIYIN_SECRET_KEY=None)
    assert (run.returncode, run.stderr) == (0, "")
    assert "从台账统计一届的各项数据" in run.stdout


def test_without_a_secret_key_a_command_says_what_to_set(tmp_path):
    run = ran(tmp_path, "check_loop", HUIYIN_SECRET_KEY=None)
    assert run.returncode == 2
    assert run.stderr.startswith("请设置环境变量 HUIYIN_SECRET_KEY")


def test_a_data_directory_that_is_none_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    run = ran(tmp_path, "check_loop", HUIYIN_DATA_DIR=str(tmp_path / "file" / "var"))
    assert run.returncode == 2
    assert run.stderr.startswith("数据目录 ")


def test_a_database_that_was_never_made_is_said_in_words(tmp_path):
    run = ran(tmp_path, "check_loop")
    assert run.returncode == 1
    assert run.stderr.startswith("数据库没有应答，或还没有建立")


def test_a_reader_that_goes_away_ends_a_command_in_silence(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    environment = os.environ | {
        "HUIYIN_DATA_DIR": str(tmp_path),
        "HUIYIN_SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "huiyin.settings",
    }
    run = subprocess.run(
        [sys.executable, ROOT / "manage.py", "help"],
        cwd=tmp_path,
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert (run.returncode, run.stderr) == (141, b"")
