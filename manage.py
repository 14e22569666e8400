#!/usr/bin/env python
"""Run huiyin from a checkout, without installing it."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.path.insert(0, str(HERE / "site"))
    from huiyin.__main__ import main

    main()
