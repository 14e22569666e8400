"""Run by itself, as a process with little memory: a file on stdin becomes plain grids as JSON on stdout.

A parser takes memory for the whole rectangle that a sheet's cells span: two cells in opposite corners of a small file
are enough to end the process. So it is never the office's own process that opens a file.
"""

import json
import sys

from limits import limit


def grids(data: bytes, kind: str) -> dict:
    """Every worksheet with its rows (number from 0, cells) and merged ranges; {"problem": …} for what can't be read."""
    if kind == "page":
        from web_pages import grids_of_page

        return grids_of_page(data.decode("utf-8", "replace"))
    from workbooks import grids_of_workbook

    return grids_of_workbook(data)


if __name__ == "__main__":
    limit()
    json.dump(grids(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else "workbook"), sys.stdout)
