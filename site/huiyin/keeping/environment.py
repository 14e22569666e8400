"""The settings of this installation (环境设置) as they are kept: without secrets in the backup, with them beside the keys."""

import os
from urllib.parse import urlsplit

PREFIXES = ("HUIYIN_", "TRACKING_")
SECRET = ("_SECRET", "_KEY", "PASSWORD", "PASSPHRASE", "_DSN")
"What the name of a setting contains whose value nobody else may know."


def given() -> dict[str, str]:
    """The settings that the environment gives."""
    return {name: value for name, value in sorted(os.environ.items()) if name.startswith(PREFIXES)}


def is_secret(name: str, value: str) -> bool:
    """Whether a setting is a secret, or an address with a password in it."""
    return any(part in name for part in SECRET) or _has_password(value)


def _has_password(value: str) -> bool:
    try:
        return bool(urlsplit(value).password)
    except ValueError:
        return False


def without_secrets() -> str:
    """An environment file for the service, in which the secrets' names stand without their values."""
    lines = ["# 备份时的环境设置。口令和密钥不在其中，另用 huiyin backup --keys 保存。"]
    lines += [f"# {name}=（另存）" if is_secret(name, value) else f"{name}={value}" for name, value in given().items()]
    return "\n".join(lines) + "\n"


def secrets() -> dict[str, str]:
    """The secrets alone."""
    return {name: value for name, value in given().items() if is_secret(name, value)}
