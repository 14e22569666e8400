"""Keys apart (密钥另存): the folder of keys and the secrets of the environment, encrypted with a passphrase."""

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from huiyin.keeping import environment
from huiyin.keeping.manifest import is_safe
from huiyin.keeping.packing import flush, refuse_target
from huiyin.keeping.place import refuse_inside
from huiyin.keeping.troubles import Trouble, WrongUse, in_words

MARK = "huiyin-keys-1"
COST = {"n": 2**17, "r": 8, "p": 1}
"Of scrypt: half a second and 128 MB for each guess."
SHORTEST = 12
ENVIRONMENT = "environment"
"The file beside the keys that gets the secrets of the environment when they are unlocked."


def lock(target: Path, passphrase: str) -> int:
    """Write the keys into a new file that only the passphrase opens; how many keys and secrets."""
    refuse_target(target)
    refuse_inside(target)
    if len(passphrase) < SHORTEST:
        raise WrongUse(f"口令至少要 {SHORTEST} 个字符，请用几个不相干的词连起来。")
    folder = Path(settings.KEYS_DIR)
    held = {
        "files": {path.relative_to(folder).as_posix(): base64.b64encode(path.read_bytes()).decode() for path in _files(folder)},
        "environment": environment.secrets(),
    }  # fmt: skip
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(held).encode(), MARK.encode())
    said = {"format": MARK, **{name: base64.b64encode(value).decode() for name, value in
                               (("salt", salt), ("nonce", nonce), ("sealed", sealed))}}  # fmt: skip
    try:
        _write(target, json.dumps(said).encode())
    except OSError as problem:
        raise Trouble(f"密钥没有写成。{in_words(problem, target)}") from problem
    return len(held["files"]) + len(held["environment"])


def lay(files: dict[str, bytes]) -> list[str]:
    """Lay unlocked keys into their folder, those that are there and differ kept aside; the names of what was laid."""
    folder, laid = Path(settings.KEYS_DIR), []
    for name, content in files.items():
        path = folder / name
        if path.exists() and path.read_bytes() == content:
            continue
        if path.exists():
            path.rename(path.with_name(f"{path.name}.old"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, content)
        laid.append(name)
    return laid


def unlock(source: Path, passphrase: str) -> dict[str, bytes]:
    """The files that were locked, by their names below the folder of keys; the environment's secrets are one of them."""
    held = _opened(source, passphrase)
    files = {name: base64.b64decode(content) for name, content in held["files"].items()}
    if held["environment"]:
        files[ENVIRONMENT] = "".join(f"{name}={value}\n" for name, value in held["environment"].items()).encode()
    if strange := [name for name in files if not is_safe(name)]:
        raise Trouble(f"{source} 里的“{strange[0]}”不在密钥文件夹之内，没有恢复。")
    return files


def _opened(source: Path, passphrase: str) -> dict:
    try:
        said = json.loads(source.read_bytes())
        if said["format"] != MARK:
            raise KeyError(said["format"])
        salt, nonce, sealed = (base64.b64decode(said[name]) for name in ("salt", "nonce", "sealed"))
    except OSError as problem:
        raise WrongUse(in_words(problem, source)) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise Trouble(f"{source} 不是回音的密钥备份，或已损坏。") from problem
    try:
        return json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, MARK.encode()))
    except (InvalidTag, ValueError) as problem:
        raise Trouble(f"{source} 打不开：口令不对，或文件已损坏。") from problem


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **COST).derive(passphrase.encode())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(path: Path, content: bytes) -> None:
    """Write a file whole, readable by its owner alone."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    flush(path.parent)
