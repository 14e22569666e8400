"""`make bench`: what is fast, side by side with its limit in one run, as ratios. Nothing here is a test."""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

PARTS = ("pages", "lists", "imports", "figures", "texts", "papers", "api", "finding")


def main() -> None:
    """Make a throw-away installation with the example, then compare all parts or the one that is asked for."""
    parser = argparse.ArgumentParser(prog="tests.performance.bench")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    wanted = parser.parse_args().only
    folder = Path(tempfile.mkdtemp(prefix="huiyin-bench-"))
    os.environ.setdefault("HUIYIN_SECRET_KEY", "bench-" + "0" * 50)
    os.environ["HUIYIN_API"] = "1"
    os.environ["HUIYIN_DATA_DIR"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "huiyin.settings"
    import django

    django.setup()
    from django.core.management import call_command

    try:
        print("# huiyin bench\n\nMedians of interleaved rounds on this machine; read the ratios.")
        call_command("load_example", seed_only=True, stdout=open(os.devnull, "w"))  # noqa: SIM115
        from tests.performance import api, figures, finding, imports, lists, pages, papers, texts

        parts = {
            "pages": lambda: pages.compare(folder),
            "lists": lambda: lists.compare((1_000, 100_000)),
            "imports": imports.compare,
            "figures": figures.compare,
            "texts": texts.compare,
            "papers": papers.compare,
            "api": lambda: api.compare(folder),
            "finding": lambda: finding.compare(folder),
        }
        for name in PARTS:
            if wanted in {None, name}:
                parts[name]()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
