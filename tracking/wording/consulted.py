"""How a letter says with whom it was discussed (经商××局): the clause in its opening, and the words of an opinion."""

import re
from collections.abc import Sequence

_OPENING = re.compile(r"现(?:将|就|对)?[^。；\n]{0,20}(?:答复|函复|意见)如下")
"The clause before which the units that were consulted are named."


def with_consulted(body: str, units: Sequence[str], opening: str) -> str:
    """The letter with 经商××局 before its opening clause (现答复如下), or with both where it has none; said once."""
    said = f"经商{'、'.join(units)}，"
    if not units or said in body:
        return body
    if found := _OPENING.search(body):
        return f"{body[: found.start()]}{said}{body[found.start() :]}"
    address, line, rest = body.partition("\n")
    if address.rstrip().endswith(("：", ":")):
        return f"{address}\n{said}{opening}\n{rest}"
    return f"{said}{opening}\n{body}"


def with_opinion(body: str, unit: str, opinion: str) -> str:
    """The letter with what a unit said as its last paragraph: 经商区示例局，该单位意见：…; said once."""
    said = f"经商{unit}，该单位意见：{opinion.strip()}"
    return body if said in body else f"{body.rstrip()}\n{said}".lstrip("\n")
