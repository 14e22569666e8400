"""Settings of the test runs: the project's own, quicker and in a place of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("HUIYIN_SECRET_KEY", "for-tests-only-" + "0" * 50)
# Files of the tests lie in memory where there is room: the program has each of them on the disk before it goes on.
_memory, _room = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - folders in it are each process's own
_in_memory = os.access(_memory, os.W_OK) and shutil.disk_usage(_memory).free > _room
_folder = _memory if _in_memory else Path(tempfile.gettempdir())
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_folder))
_here, _process = _folder / f"huiyin-tests-{os.getpid()}", os.getpid()
os.environ["HUIYIN_DATA_DIR"] = str(_here)


@atexit.register
def _leave_nothing() -> None:
    if os.getpid() == _process:
        shutil.rmtree(_here, ignore_errors=True)


from huiyin.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
if (_redis := os.environ.get("HUIYIN_REDIS_URL")) and (_worker := os.environ.get("PYTEST_XDIST_WORKER")):
    # Emptying a cache empties Redis's database: every process of the suite has one of its own.
    _server, _number = _redis.rsplit("/", 1)
    CACHES["default"]["LOCATION"] = f"{_server}/{int(_number) + int(_worker.removeprefix('gw'))}"  # noqa: F405
TRACKING_FEEDBACK_LINKS = True
PUBLISHING_API = True
if "postgresql" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (whitenoise warns of a missing folder)
