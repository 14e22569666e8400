"""`huiyin serve`, as a process on a socket of its own."""

import gzip
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from publishing.finding.furniture import as_text
from publishing.finding.index import WordIndex
from publishing.frame import Frame
from publishing.press.files import PressedFolder
from tests.publishing.finding.pieces import make, piece
from tests.publishing.press.doors import ask, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = "<!DOCTYPE html><p>件件有流程、条条有进展、事事有回音</p>".encode() * 50
SORRY = "<!DOCTYPE html><h1>暂时无法访问</h1>".encode()


def start(folder: Path, port: int, *options: str) -> subprocess.Popen:
    """Start the command with a data directory of its own and a database that isn't there."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "serve", "--port", str(port), "--workers", "2", *options],
        cwd=folder,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "huiyin.settings",
            "HUIYIN_DATA_DIR": str(folder),
            "HUIYIN_DEBUG": "1",
            "HUIYIN_SECRET_KEY": "x" * 60,
            "HUIYIN_METRICS_FROM": "127.0.0.1",
            "HUIYIN_DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/none",
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def folder(tmp_path) -> PressedFolder:
    folder = PressedFolder(tmp_path / "pressed")
    folder.replace_all([("/", PAGE), ("/zd/", PAGE), ("/500/", SORRY)])
    return folder


def test_sixty_search_at_once_and_are_answered_without_the_database_beside_pressed_pages(folder, tmp_path):
    frame = as_text(Frame("示例区人民政府", "", "", ""))
    pieces = make(piece(key, f"关于学校道路第{key}号的答复", "每年维修一次。") for key in range(1, 31))
    WordIndex(folder.root).update(pieces, {"frame": frame, "elder_frame": frame})
    port = free_port()
    everybody = threading.Barrier(61)

    def search(number: int) -> tuple[int, bool]:
        everybody.wait()
        answer = ask(port, f"/search/?q={quote('學校維修')}&page={number % 2 + 1}")
        return answer.status, "<mark>学校</mark>" in answer.body.decode()

    with start(tmp_path, port) as serving, ThreadPoolExecutor(60) as pool:
        try:
            wait_for(port)
            found = [pool.submit(search, number) for number in range(60)]
            everybody.wait()
            assert [ask(port, "/zd/").body for _time in range(20)] == [PAGE] * 20
            assert {one.result() for one in found} == {(200, True)}
            assert ask(port, "/search/?q=" + "a" * 10_000).status == 200
            assert ask(port, "/elder/search/?q=" + "a" * 60_000).status == 200
            assert ask(port, "/search/", "POST").status == 405
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.communicate(timeout=30)


@pytest.mark.parametrize("signal_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_the_portal_is_up_while_the_database_is_down(folder, tmp_path, signal_to_stop):
    port = free_port()
    with start(tmp_path, port) as serving:
        try:
            assert serving.stdout.readline() == f"回音已启动：http://127.0.0.1:{port}/（按 Ctrl+C 停止）\n"
            wait_for(port)
            page = ask(port, "/zd/", Accept_Encoding="gzip")
            assert (page.status, gzip.decompress(page.body)) == (200, PAGE)
            assert ask(port, "/zd/", Accept_Encoding="gzip", If_None_Match=page.headers["etag"]).status == 304
            head = ask(port, "/zd/", "HEAD")
            assert (head.body, head.headers["content-length"]) == (b"", str(len(PAGE)))
            # The form to log in asks the database for nothing; whoever is logged in is looked up.
            for path in ("/admin/", "/no/such/page/"):
                answer = ask(port, path, Cookie=f"sessionid={'a' * 32}")
                assert (answer.status, answer.body) == (503, SORRY)
                assert "retry-after" in answer.headers
            assert ask(port, "/static/publishing/portal.css").status == 200
            assert ask(port, "/healthz").status == 503
            measured = ask(port, "/metrics").body.decode()
            assert "huiyin_database_up 0.0" in measured
            # Both processes together: the one that is asked knows what the other answered.
            counted = 'huiyin_request_seconds_count{part="%s",status="%s"} %s.0'
            assert counted % ("admin", 503, 1) in measured
            assert counted % ("static", 200, 1) in measured
            assert ask(port, "/metrics", X_Forwarded_For="192.0.2.7").status == 404
        finally:
            serving.send_signal(signal_to_stop)
            out, _errors = serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert out == "回音已停止。\n"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_port_that_is_taken_is_said_so(folder, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with start(tmp_path, port) as serving:
            out, errors = serving.communicate(timeout=30)
    assert serving.returncode == 1
    assert out == ""
    assert errors == f"CommandError: 端口 {port} 已被占用：请先停止占用它的程序，或用 --port 另选一个。\n"


def test_a_host_that_is_not_here_is_said_so(tmp_path):
    with start(tmp_path, 8000, "--host", "192.0.2.1") as serving:
        _out, errors = serving.communicate(timeout=30)
    assert serving.returncode == 1
    assert errors == "CommandError: 不能在 192.0.2.1:8000 监听：请核对地址和端口。\n"
