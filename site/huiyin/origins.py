"""Which other front ends may read the portal from a browser (HUIYIN_API_ORIGINS): their addresses, or * for all."""

import re

from django.core.exceptions import ImproperlyConfigured

ALL = "*"
ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.\-]*[a-z0-9])?(?::[0-9]{1,5})?")


def named(text: str) -> frozenset[str]:
    """The origins of a list with commas; ImproperlyConfigured with a sentence for what is none."""
    found = frozenset(filter(None, (one.strip().rstrip("/") for one in text.split(","))))
    for one in sorted(found):
        if one != ALL and not ORIGIN.fullmatch(one):
            words = f"HUIYIN_API_ORIGINS 中的“{one}”不是网站来源，应写成 https://www.example.gov.cn 这样（小写，不带路径），或者写 *。"
            raise ImproperlyConfigured(words)
    return found
