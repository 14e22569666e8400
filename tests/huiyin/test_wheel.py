"""A wheel of the project installs into a fresh environment and serves, templates, words and example included."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel; what the wheel depends on is lent from this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, wheel], check=True, capture_output=True)
    packages = next((home / "lib").glob("python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return home


def command(installed: Path, data: Path, *words: str) -> dict:
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}}
    env |= {"HUIYIN_DATA_DIR": str(data), "HUIYIN_DEBUG": "1", "HUIYIN_DATABASE_URL": ""}
    return {"args": [str(installed / "bin" / "huiyin"), *words], "env": env, "cwd": data}


def test_the_wheel_carries_templates_words_and_example(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "huiyin/settings.py",
        "huiyin/templates/base.html",
        "huiyin/templates/publishing/annual_summary.html",
        "huiyin/example/ledger-2024.xlsx",
        "huiyin/locale/zh_Hans/LC_MESSAGES/django.mo",
        "tracking/templates/tracking/_progress.html",
        "tracking/static/tracking/admin.css",
        "publishing/static/publishing/portal.css",
        "huiyin/docs/guide/start.md",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "site/"))]


def test_an_installed_wheel_migrates_and_serves(installed, tmp_path):
    done = subprocess.run(**command(installed, tmp_path, "migrate", "--verbosity", "0"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(**command(installed, tmp_path, "serve", "--port", str(port), "--workers", "1"), **quiet)
    try:
        login = fetch(f"http://127.0.0.1:{port}/admin/login/")
        assert "回音" in login
        assert "不得存储、处理、传输国家秘密" in login
    finally:
        server.terminate()
        server.wait(30)


def fetch(url: str) -> str:
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{url} 没有应答")
