"""`make districts`: two districts on one host, started as their units start them, behind one nginx; do both answer?

The units are written by `huiyin units`, their commands run as systemd would; prints what answered and how quickly.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = ("bayi", "milin")
PAGES = ("/", "/xxgk/jytabl/", "/admin/login/", "/healthz")


def main() -> int:
    """Make two installations, start serve and worker of each, ask them directly and through nginx."""
    from tests.publishing.press.doors import ask, free_port, nginx_serving, wait_for

    folder = Path(tempfile.mkdtemp(prefix="huiyin-districts-"))
    huiyin = Path(sys.executable).parent / "huiyin"
    running: list[subprocess.Popen] = []
    wrong: list[str] = []
    try:
        first = free_port()
        _run(huiyin, ["units", str(folder), "--first-port", str(first), *(f"--name={one}" for one in NAMES)])
        filled = {name: _filled_in(folder, name) for name in NAMES}
        for name, given in filled.items():
            begun = time.monotonic()
            _run(huiyin, ["load_example", "--seed-only"], given | {"HUIYIN_TASKS": "inline"})
            print(f"{name}: installed in {time.monotonic() - begun:.0f} s")
        for given in filled.values():
            running += [_started(folder / f"huiyin-{service}@.service", given) for service in ("serve", "worker")]
            wait_for(int(given["PORT"]), seconds=120)
        port = free_port()
        files = [f"--district={folder / name}.env" for name in NAMES]
        block = _run(huiyin, ["nginx_conf", "--listen", f"127.0.0.1:{port}", *files], filled[NAMES[0]])
        with nginx_serving(block, port, folder):
            for name, given in filled.items():
                host = f"{name}.example.gov.cn"
                for page in PAGES:
                    for door, at in (("serve", int(given["PORT"])), ("nginx", port)):
                        begun = time.monotonic()
                        answer = ask(at, page, Host=host)
                        print(f"{name} {page} by {door}: {answer.status}, {1000 * (time.monotonic() - begun):.0f} ms")
                        is_own = page != "/" or f"https://{host}/".encode() in answer.body
                        if answer.status != 200 or not is_own:
                            wrong.append(f"{name} {page} by {door}: {answer.status}, its own: {is_own}")
        print(f"{len(NAMES)} districts, {len(running)} services, {len(wrong)} wrong answers")
        for one in wrong:
            print(one)
        return 1 if wrong else 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _filled_in(folder: Path, name: str) -> dict[str, str]:
    """The environment file as an operator fills it in; what it says."""
    from huiyin.watching.districts import environment_in

    file = folder / f"{name}.env"
    given = environment_in(file) | {
        "HUIYIN_DATA_DIR": str(folder / name),
        "HUIYIN_SECRET_KEY": os.urandom(40).hex(),
        "HUIYIN_BASE_URL": f"https://{name}.example.gov.cn",
    }
    file.write_text("".join(f"{key}={value}\n" for key, value in given.items()), encoding="utf-8")
    return given


def _run(huiyin: Path, command: list[str], given: dict[str, str] | None = None) -> str:
    return subprocess.run(
        [huiyin, *command],
        env=_environment(given or {"HUIYIN_DEBUG": "1"}),
        cwd=tempfile.gettempdir(),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _started(unit: Path, given: dict[str, str]) -> subprocess.Popen:
    """What the unit's ExecStart says, with the variables of its environment file."""
    line = next(line for line in unit.read_text(encoding="utf-8").splitlines() if line.startswith("ExecStart="))
    command = [part.replace("${PORT}", given["PORT"]) for part in shlex.split(line.removeprefix("ExecStart="))]
    return subprocess.Popen(command, env=_environment(given), stdout=subprocess.DEVNULL)


def _environment(given: dict[str, str]) -> dict[str, str]:
    """What a service is given, and nothing of this run's own settings."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("HUIYIN_", "DJANGO_"))}
    return ours | given


if __name__ == "__main__":
    sys.exit(main())
