"""Keeps the addresses of one-time pages, which are keys, out of the log (日志)."""

import logging
import re

TOKEN = re.compile(r"(/feedback/)[^/\s?\"']+")


class WithoutTokens(logging.Filter):
    """Blots out the token wherever a line names the address of a one-time page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without tokens."""
        said = record.getMessage()
        if "/feedback/" in said:
            record.msg, record.args = TOKEN.sub(r"\1…", said), None
        return True
