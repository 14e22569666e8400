"""What is put away from time to time (清理): files that an interrupted upload left behind."""

import time

from tracking.models.files import PARTIAL, private_root

ORPHANED_AFTER = 24 * 3600
"Seconds after which nobody is still writing a file that was begun."


def clear_partial_files() -> int:
    """Remove what uploads that never ended left in the folder of private files; how many there were."""
    before = time.time() - ORPHANED_AFTER
    orphans = [path for path in private_root().glob(f"*/*{PARTIAL}") if path.stat().st_mtime < before]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
