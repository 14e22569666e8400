"""`make offline`: one archive with which the program installs on a machine that reaches nothing.

In it lie the wheels of every requirement with the hashes of requirements.lock, for x86_64 and, as far as they exist, for
aarch64, the program's own wheel (with static files, the migrated database and the example in it), fonts, and install.sh.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHONS = ("3.11",)
"What the wheels are for; install.sh looks for one of them."
LOCKS = ("requirements.lock", "requirements-s3.lock")
"What is needed, and what only an object store needs: install.sh installs the first, an operator the second by hand."
MACHINES = ("x86_64", "aarch64")
GLIBC = range(5, 37)
"Minor versions of glibc 2 whose wheels run on Debian 12."
FONTS = Path("/usr/share/fonts/opentype/noto")
FONT_NAMES = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
LICENCE = Path("/usr/share/doc/fonts-noto-cjk/copyright")
ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]+?))?(?P<hashes>(?: \\\n    --hash=\S+)+)$", re.M
)


@dataclass(frozen=True)
class Pinned:
    """A requirement as the lock pins it, whatever Python's third number it is for."""

    name: str
    version: str
    hashes: str

    @property
    def line(self) -> str:
        """As pip reads it, without the condition: which one is needed is settled where it is installed."""
        return f"{self.name}=={self.version}{self.hashes}\n"


def pinned(lock: str) -> list[Pinned]:
    """Every requirement of the lock but those for Windows."""
    found = list(ENTRY.finditer(lock))
    if len(found) != len(re.findall(r"^[\w.-]+==", lock, re.M)):
        sys.exit("a lock is not read whole")
    return [Pinned(one["name"], one["version"], one["hashes"]) for one in found if "win32" not in (one["marker"] or "")]


def main() -> None:
    """Collect, sum up, pack."""
    release = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)[1]
    dist = ROOT / "dist"
    folder = dist / f"huiyin-{release}-offline"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wheels" / "any").mkdir(parents=True)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "wheels" / "any", ROOT]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    [own] = (folder / "wheels" / "any").glob("huiyin-*.whl")
    (folder / "program.lock").write_text(f"huiyin=={release} --hash=sha256:{_sha256(own)}\n", encoding="utf-8")
    locks = {name: (ROOT / name).read_text(encoding="utf-8") for name in LOCKS}
    for name, lock in locks.items():
        (folder / name).write_text(lock, encoding="utf-8")
    wanted = list(dict.fromkeys(one for lock in locks.values() for one in pinned(lock)))
    (folder / "python-versions").write_text(" ".join(PYTHONS) + "\n", encoding="utf-8")
    for machine in MACHINES:
        missing = _wheels_for(machine, wanted, folder)
        (folder / f"missing-{machine}.txt").write_text("".join(f"{one}\n" for one in missing), encoding="utf-8")
        print(f"{machine}: {len(missing)} missing {' '.join(missing)}")
    (folder / "fonts").mkdir()
    for source in (*(FONTS / name for name in FONT_NAMES), LICENCE):
        shutil.copyfile(source, folder / "fonts" / source.name)
    for name in ("install.sh", "说明.txt"):
        shutil.copy(HERE / name, folder / name)
    sums = "".join(f"{_sha256(path)}  {path.relative_to(folder)}\n" for path in _files(folder))
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    archive = dist / f"{folder.name}.tar"
    with tarfile.open(archive, "w") as packed:
        packed.add(folder, folder.name, filter=_nobodys)
    Path(f"{archive}.sha256").write_text(f"{_sha256(archive)}  {archive.name}\n", encoding="utf-8")
    print(f"{archive}: {archive.stat().st_size / 1024 / 1024:.0f} MB, {len(_files(folder))} files")


def _wheels_for(machine: str, wanted: list[Pinned], folder: Path) -> list[str]:
    """Put the wheels for a machine beside those for any; the names of requirements that have none for it."""
    place, missing = folder / "wheels" / machine, []
    place.mkdir()
    names = [f"manylinux_2_{minor}" for minor in reversed(GLIBC)] + ["manylinux2014", "manylinux2010", "manylinux1"]
    platforms = [f"--platform={name}_{machine}" for name in names]
    for python in PYTHONS:
        # Some wheels ask for a later 3.11.x; the lock has an earlier release of theirs for the others.
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:",
            f"--python-version={python}.99", "--implementation=cp", *platforms, "--dest", place,
        ]  # fmt: skip
        for one in wanted:
            asked = place / "asked.txt"
            asked.write_text(one.line, encoding="utf-8")
            done = subprocess.run([*command, "-r", asked], capture_output=True, text=True)
            asked.unlink()
            if done.returncode:
                missing.append(f"{one.name}=={one.version}")
    for wheel in place.glob("*-any.whl"):
        wheel.replace(folder / "wheels" / "any" / wheel.name)
    return missing


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    main()
