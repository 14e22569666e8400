"""The offline archive: its installer refuses what is broken or does not fit before it touches anything; `make airgap` installs it."""

import hashlib
import os
import re
import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = ROOT / ".ci" / "offline"
pinned = runpy.run_path(str(OFFLINE / "build.py"))["pinned"]


@pytest.fixture
def archive(tmp_path) -> Path:
    """An unpacked archive as small as can be: everything that is looked at before anything is installed."""
    folder = tmp_path / "archive"
    folder.mkdir()
    shutil.copy(OFFLINE / "install.sh", folder)
    (folder / "python-versions").write_text("9.9\n")
    (folder / "requirements.lock").write_text("a==1\n")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


def install(archive: Path, *options: str) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [archive / "install.sh", "--to", str(archive / "to"), "--data", str(archive / "data"), *options],
        capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": str(archive)},
    )  # fmt: skip
    assert not (archive / "to").exists()
    assert not (archive / "data").exists()
    return done


def test_a_file_that_was_changed_is_refused_by_name(archive):
    (archive / "requirements.lock").write_text("a==2\n")
    done = install(archive)
    assert (done.returncode, "被改过：requirements.lock" in done.stderr) == (1, True)


def test_a_missing_list_of_sums_is_refused(archive):
    (archive / "SHA256SUMS").unlink()
    assert "SHA256SUMS" in install(archive).stderr


def test_a_machine_without_the_right_python_is_told_which(archive):
    done = install(archive)
    assert (done.returncode, "没有 Python 9.9" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "0"], "端口“0”"),
        (["--port", "99999"], "端口“99999”"),
        (["--port"], "--port 后面要写一个值"),
        (["--address", "ftp://a"], "http:// 或 https://"),
        (["--address", "http://a'b"], "不该有的字符"),
        (["--data", "var"], "完整路径"),
        (["--to", "/opt/hui yin"], "目录只能用"),
        (["--nothing"], "不认识 --nothing"),
    ],
)
def test_wrong_use_is_said_in_words(archive, options, sentence):
    done = install(archive, *options)
    assert (done.returncode, sentence in done.stderr) == (2, True)


def test_nothing_of_the_archive_names_a_registry():
    texts = [
        path.read_text(encoding="utf-8")
        for path in (*OFFLINE.iterdir(), ROOT / "requirements.lock", ROOT / "requirements-s3.lock")
    ]
    assert not [text for text in texts if re.search(r"pypi|index-url|https?://(?!\?|127\.|\$)[\w.]+/", text)]


def test_every_line_of_the_lock_is_packed_for_any_third_number_of_python():
    found = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert {"soupsieve", "async-timeout"} <= {one.name for one in found}  # for some third numbers alone
    assert "tzdata" not in {one.name for one in found}  # for Windows
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=~]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names <= {one.name for one in found}
    assert all(one.line.count("--hash=sha256:") >= 1 for one in found)


def test_what_an_object_store_needs_fits_beside_what_is_installed():
    here, store, dev = (
        {one.name: one.version for one in pinned((ROOT / name).read_text(encoding="utf-8"))}
        for name in ("requirements.lock", "requirements-s3.lock", "requirements-dev.lock")
    )
    assert {"boto3", "django-storages"} <= store.keys()
    assert {name: here.get(name, version) for name, version in store.items()} == store
    assert {name: dev[name] for name in store} == store
