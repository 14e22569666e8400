"""The `huiyin` command: every management command of the project, without naming the settings."""

import os
import sys


def main() -> None:
    """Run one command line, such as `huiyin figures --session 2024 --json`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    from huiyin.command_line import run

    run(["huiyin", *sys.argv[1:]])


if __name__ == "__main__":
    main()
