"""What the last part of a page's address may be (网址), so that the page can be pressed as a file."""

from django.utils.translation import gettext as _

LONGEST_PART = 200
"Bytes of one part of a path; file systems take 255, temporary names and suffixes included."


def why_no_slug(slug: str) -> str:
    """Why a page cannot be pressed under this last part of its address; empty when it can."""
    if slug.isascii() and len(slug) <= LONGEST_PART:
        return ""
    return _("网址只能用字母、数字和连字符，不超过 %(most)s 个。") % {"most": LONGEST_PART}
