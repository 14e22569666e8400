"""`make bench`: what is fast, side by side with its limit in one run, as ratios. Nothing here is a test."""

import os
import shutil
import tempfile
from pathlib import Path


def main() -> None:
    """Make a throw-away installation with the example, then compare pages, lists, imports, figures and texts."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    os.environ.setdefault("HUIYIN_SECRET_KEY", "bench-" + "0" * 50)
    os.environ["HUIYIN_DATA_DIR"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "huiyin.settings"
    import django

    django.setup()
    from django.core.management import call_command

    try:
        print("# huiyin bench\n\nMedians of interleaved rounds on this machine; read the ratios.")
        call_command("load_example", stdout=open(os.devnull, "w"))  # noqa: SIM115
        from tests.performance import figures, imports, lists, pages, texts

        pages.compare(folder)
        lists.compare((1_000, 100_000))
        imports.compare()
        figures.compare()
        texts.compare()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
