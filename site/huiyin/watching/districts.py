"""Districts of one host (同机多区县): what the files of `huiyin units` say of each, for whoever stands before all of them."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from huiyin import origins
from huiyin.keeping.troubles import WrongUse, in_words
from publishing.press import hosts

DATA, ADDRESS, PORT = "HUIYIN_DATA_DIR", "HUIYIN_BASE_URL", "PORT"


@dataclass(frozen=True)
class District:
    """One installation of a host: where its pressed pages lie, under which name readers know it, where `serve` listens."""

    file: Path
    pressed: Path
    name: str
    port: int
    origins: frozenset[str]

    @classmethod
    def of(cls, file: Path) -> "District":
        """What an environment file says; WrongUse names what is missing in it."""
        given = environment_in(file)
        data, port = given.get(DATA, ""), given.get(PORT, "")
        if not Path(data).is_absolute():
            raise WrongUse(f"{file} 里的 {DATA} 应写成完整路径，例如 /var/lib/huiyin/bayi。")
        if not hosts.is_port(port):
            raise WrongUse(f"{file} 里的 {PORT} 应写成端口，例如 8000。")
        try:
            name = hosts.names(urlparse(given.get(ADDRESS, "")).hostname, ADDRESS)
        except ValueError:
            raise WrongUse(f"{file} 里的 {ADDRESS} 应写成公众使用的网址，例如 https://www.example.gov.cn。") from None
        return cls(file, Path(data) / "pressed", name, int(port), origins.named(given.get("HUIYIN_API_ORIGINS", "")))


def environment_in(file: Path) -> dict[str, str]:
    """The settings in an environment file as systemd reads it: lines with NAME=value, perhaps quoted; # and ; begin remarks."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongUse(
            in_words(problem, file) if isinstance(problem, OSError) else f"{file} 不是文本文件。"
        ) from problem
    found = {}
    for line in lines:
        name, is_setting, value = line.partition("=")
        if is_setting and not line.startswith(("#", ";")):
            try:
                found[name.strip()] = "".join(shlex.split(value)[:1])
            except ValueError:
                raise WrongUse(f"{file} 里 {name.strip()} 的引号不成对。") from None
    return found


def districts(files: list[Path]) -> list[District]:
    """All of them; what two of them share, and may not, is named."""
    found = [District.of(file) for file in files]
    for what, of in (
        (DATA, lambda one: one.pressed),
        (ADDRESS, lambda one: one.name),
        (PORT, lambda one: one.port),
    ):
        seen: dict[object, Path] = {}
        for one in found:
            if (other := seen.setdefault(of(one), one.file)) is not one.file:
                raise WrongUse(f"{other} 和 {one.file} 的 {what} 相同：每个区县要有自己的。")
    return found
