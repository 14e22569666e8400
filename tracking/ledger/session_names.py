"""What a session's name tells of it (届次名称): whose meeting it was, so that a list goes to the right one."""

import re

from tracking.models import Kind

_ASSEMBLY = re.compile("人大|人代会|人民代表大会")
_CONFERENCE = re.compile("政协|政治协商")


def kind_of_session(name: str) -> Kind | None:
    """The kind of items that a session of this name is about; None where it is about both, or does not say."""
    is_assembly, is_conference = bool(_ASSEMBLY.search(name)), bool(_CONFERENCE.search(name))
    if is_assembly == is_conference:
        return None
    return Kind.SUGGESTION if is_assembly else Kind.PROPOSAL
