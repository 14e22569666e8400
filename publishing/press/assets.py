"""Static files (静态资源) under the names that pressed pages call them by: collected again when one has changed."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command


def collect_static_files() -> bool:
    """Collect what the program brings along, unless it lies there as it is; whether anything had to be done.

    Pages can be neither pressed nor served before. Files of earlier versions stay, for pages pressed with them.
    """
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return False
    root = Path(settings.STATIC_ROOT)
    record = root.with_name(f"{root.name}.collected")
    state = brought_along()
    if (root / staticfiles_storage.manifest_name).exists() and record.exists() and record.read_text() == state:
        return False
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    record.write_text(state)
    return True


def brought_along() -> str:
    """A digest of the names, sizes and times of all static files as they are brought along."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            lines.append(f"{storage.location} {name} {stat.st_size} {stat.st_mtime_ns}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
