"""What is no XML and no picture (an embedded object, a metafile): the words that can be seen in its bytes."""

import re

from passages import Read

_SHORTEST = 6
_NARROW = re.compile(rb"[\x20-\x7e\xa1-\xfe]{%d,}" % _SHORTEST)
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]){%d,}" % _SHORTEST)
_NUMBER = re.compile("[0-9]{7,}|[0-9]{3}[ -][0-9]{4}[ -][0-9]{4}|@")
_MOST = 5000


def read_bytes(read: Read, data: bytes, where: str) -> None:
    """Add the stretches of text in some bytes that hold a number or an address."""
    for pattern, encodings in ((_NARROW, ("utf-8", "gb18030")), (_WIDE, ("utf-16-le",))):
        for found in list(pattern.finditer(data))[:_MOST]:
            for encoding in encodings:
                text = found[0].decode(encoding, "ignore")
                if _NUMBER.search(text):
                    read.add(where, text[:2000])
                    break
