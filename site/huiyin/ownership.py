"""What only its owner may read (属主独读): the database, private files, drafts' files and keys, whatever the umask is.

The pressed folder stays readable: a web server of another account serves it.
"""

import stat
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
BESIDE = ("", "-wal", "-shm", "-journal")
"What SQLite writes beside the database; it gives new ones the database's own mode."


def own_folder(folder: Path) -> Path:
    """Make a folder, or narrow one that is there: nobody else gets past it, whatever lies in it."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    _narrow(folder, FOLDER)
    return folder


def own_database(connection, **kwargs) -> None:
    """Narrow an SQLite database that was just opened, or made; receives Django's connection_created."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith((":memory:", "file:")):
        for suffix in BESIDE:
            _narrow(Path(name + suffix), FILE)


def _narrow(path: Path, mode: int) -> None:
    """Take away what others may; where it is another account's, that account sees to it."""
    with suppress(FileNotFoundError, PermissionError):
        if stat.S_IMODE(path.stat().st_mode) & ~mode:
            path.chmod(mode)
