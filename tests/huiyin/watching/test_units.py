"""systemd accepts the units, of one district and of several."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from huiyin.keeping.troubles import WrongUse
from huiyin.watching.units import TIMED, environment, units, write


@pytest.fixture
def folder(tmp_path) -> Path:
    write(tmp_path, ["bayi", "milin"], Path(sys.executable), "root", "/var/backups/huiyin/%i", 8000)
    return tmp_path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
@pytest.mark.parametrize("name", ["bayi", "milin"])
def test_systemd_accepts_every_unit(folder, name):
    instances = [f"huiyin-{one}@{name}.service" for one in ("serve", "worker", *TIMED)]
    instances += [*(f"huiyin-{one}@{name}.timer" for one in TIMED), f"huiyin@{name}.target"]
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"}
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *instances], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_two_districts_share_neither_data_nor_port_nor_database(folder):
    one, two = ((folder / f"{name}.env").read_text(encoding="utf-8") for name in ("bayi", "milin"))
    shared = {line for line in one.splitlines() if line in two.splitlines()}
    assert shared == {"HUIYIN_SECRET_KEY=", "HUIYIN_BASE_URL=https://", "HUIYIN_TASKS=worker"}
    assert "PORT=8001" in environment("x", 8001)


def test_every_command_of_the_units_is_one_of_ours():
    for content in units(Path("/opt/huiyin"), "huiyin", "/b").values():
        for line in content.splitlines():
            if line.startswith("ExecStart="):
                assert line.split("/opt/huiyin ", 1)[1].split()[0] in get_commands()


@pytest.mark.parametrize("names", [["八一"], ["a b"], ["../x"], ["a", "a"], [""]])
def test_a_name_that_no_unit_can_have_is_refused(tmp_path, names):
    with pytest.raises(WrongUse):
        write(tmp_path / "units", names, Path("/opt/huiyin"), "huiyin", "/b", 8000)
    assert not (tmp_path / "units").exists()


def test_nginx_may_pass_through_the_data_directory_and_nobody_into_the_backups(tmp_path, capsys):
    call_command("units", str(tmp_path), name=["bayi"])
    said = capsys.readouterr().out
    assert "install -d -o huiyin -m 711 /var/lib/huiyin/bayi\n" in said
    assert "install -d -o huiyin -m 700 /var/backups/huiyin/bayi\n" in said
