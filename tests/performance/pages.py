"""A pressed page against nginx's static file, and against a stock Wagtail page, over HTTP in one run."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.performance.results import Results
from tests.performance.timing import ratios, table

PAGE = "/xxgk/jytabl/ztqk/2024-gzzj/"
CONNECTIONS = (1, 16, 64)
BESIDE_NGINX = {1: 0.6, 16: 0.5, 64: 0.4}
BESIDE_STOCK, STOCK_AT = 300, 16
"The goals: of nginx's rate at so many connections, and so often a stock page at 16."
ROUNDS = 3
ROOT = Path(__file__).resolve().parent.parent.parent

NGINX = """
{user} worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000; gzip_static on;
  types {{ text/html html; application/json json; }}
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder};
  scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}
}}
"""


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], url: str, **env):
    """A server that is up until the block ends."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, **quiet)
    try:
        for _attempt in range(480):
            try:
                urllib.request.urlopen(url, timeout=5).read()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise RuntimeError(f"{command[0]} does not answer at {url}")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def requests_a_second(url: str, connections: int, duration: str) -> float:
    """What wrk counts."""
    return asked(url, connections, duration)[0]


def asked(url: str, connections: int, duration: str) -> tuple[float, float]:
    """Requests a second, and the milliseconds within which 99 of 100 were answered, as wrk counts them."""
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{duration}", "--latency", "-H", "Accept-Encoding: gzip", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    slow, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said).groups()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)[1]
    return float(rate), float(slow) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


@contextmanager
def nginx(folder: Path, path: str):
    """Nginx over the pressed folder of the installation, compressed files sent as they lie there; gives a page's address."""
    home = folder / "nginx"
    home.mkdir(exist_ok=True)
    port, pressed = free_port(), Path(os.environ["HUIYIN_DATA_DIR"]).resolve() / "pressed"
    user = "user root;" if os.getuid() == 0 else ""  # the folder is nobody else's to read
    conf = home / "nginx.conf"
    conf.write_text(NGINX.format(user=user, folder=home, port=port, root=pressed))
    with running(["/usr/sbin/nginx", "-c", str(conf)], f"http://127.0.0.1:{port}{path}") as url:
        yield url


@contextmanager
def huiyin(path: str):
    """`huiyin serve` with two workers; gives a page's address."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("huiyin")), "serve", "--port", str(port), "--workers", "2"]
    with running(command, f"http://127.0.0.1:{port}{path}") as url:
        yield url


def rates(urls: dict[str, str], connections: int) -> dict[str, list[float]]:
    """Requests a second of each address in each round, asked one after the other."""
    return {name: [rate for rate, _slow in rounds] for name, rounds in measured(urls, connections).items()}


def measured(urls: dict[str, str], connections: int) -> dict[str, list[tuple[float, float]]]:
    """The same with the milliseconds within which 99 of 100 were answered."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in urls}
    for _round in range(ROUNDS):
        for name, url in urls.items():
            answer = asked(url, connections, "1s")
            found[name].append(answer if answer[0] else asked(url, connections, "10s"))  # a stock page may take seconds
    return found


def compare(results: Results, folder: Path) -> None:
    """Print requests a second and their ratios at 1, 16 and 64 connections."""
    words = ROOT / "site" / "huiyin" / "example" / "summary-2024.txt"
    subprocess.run(
        [sys.executable, "-m", "tests.performance.stock.build", str(words)],
        cwd=ROOT,
        env=os.environ | {"STOCK_DIR": str(folder)},
        check=True,
    )
    port = free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    stock = [granian, "--interface", "wsgi", "--port", str(port), "--workers", "2", "--log-level", "error"]
    stock.append("tests.performance.stock.wsgi:application")
    with ExitStack() as up:
        urls = {
            "nginx": up.enter_context(nginx(folder, PAGE)),
            "pressed": up.enter_context(huiyin(PAGE)),
            "stock": up.enter_context(
                running(stock, f"http://127.0.0.1:{port}/c3/p3/", STOCK_DIR=str(folder), PYTHONPATH=f"{ROOT}")
            ),
        }
        rows = []
        for connections in CONNECTIONS:
            both = measured(urls, connections)
            found = {name: [one for one, _slow in rounds] for name, rounds in both.items()}
            slowest = {name: [slow for _rate, slow in rounds] for name, rounds in both.items()}
            results.add(
                f"pressed page, 99 of 100 answers, {connections} connections",
                ratios(slowest["pressed"], slowest["nginx"]),
                limit="nginx gzip_static",
            )
            rate = {name: median(each) for name, each in found.items()}
            beside = ratios(found["pressed"], found["nginx"])
            results.add(
                f"pressed page, {connections} connections",
                beside,
                limit="nginx gzip_static",
                at_least=BESIDE_NGINX[connections],
            )
            times = ratios(found["pressed"], found["stock"])
            goal = BESIDE_STOCK if connections == STOCK_AT else None
            results.add(f"pressed page, {connections} connections", times, limit="a stock Wagtail page", at_least=goal)
            rows.append(
                [
                    str(connections),
                    *(f"{rate[name]:,.0f}" for name in urls),
                    f"{rate['pressed'] / rate['nginx']:.2f}",
                    f"{rate['pressed'] / rate['stock']:,.0f}×",
                    *(f"{median(slowest[name]):.1f}" for name in ("nginx", "pressed")),
                ]
            )
    head = ["connections", "nginx /s", "pressed /s", "stock Wagtail /s", "pressed : nginx", "pressed : stock"]
    head += ["nginx p99, ms", "pressed p99, ms"]
    table("A pressed page (the summary), requests a second", head, rows)
