"""What a typed letter says besides its text (版头、标题、落款、日期、抄送), which the paper sets by itself; pure.

A unit's Word file is the whole letter; the ledger keeps its text, from whom it is for to the last sentence, and the paper
adds the rest again: said here once, so that nothing is printed twice.
"""

import re
from dataclasses import dataclass

_SALUTATION = re.compile(r"[ \t\u3000]*[^\n。，；！？《：:]{1,60}(?:《[^》\n]{1,60}》)?[：:][ \t\u3000]*$")
_MOST_ABOVE = 12
"Lines that a head and a title may take."
_LONGEST_ABOVE = 60
_DAY = re.compile(
    r"^[0-9０-９〇○零一二三四五六七八九十]{2,4}\s*年\s*[0-9０-９一二三四五六七八九十]{0,3}\s*月\s*[0-9０-９一二三四五六七八九十]{0,3}\s*日$"
)
_COPIES = re.compile(r"^(?:抄\s*送|主题词|印\s*发)[：:]?|印发$")
_CONTACT = re.compile(r"^[（(].{0,10}(?:承办人|联系人|联系电话|附注)")
_LONGEST_ORGAN = 30


@dataclass(frozen=True, slots=True)
class LetterParts:
    """A typed letter taken apart: its head, its text, and what closes it, each as lines."""

    above: list[str]
    text: list[str]
    below: list[str]


def taken_apart(lines: list[str]) -> LetterParts:
    """The head before whom the letter is for, its text, and the organ, day and copies after it; a line of contact stays."""
    start = _start(lines)
    end, kept = len(lines), []
    below: list[str] = []
    while end > start and (not lines[end - 1].strip() or _COPIES.search(lines[end - 1].strip())):
        end -= 1
        below.insert(0, lines[end])
    if end > start and _CONTACT.match(lines[end - 1].strip()):
        end -= 1
        kept = [lines[end]]
    at = _above_empty(lines, start, end)
    if at > start and _DAY.match(lines[at - 1].strip()):
        first = at - 1
        while first > start and _is_organ(lines[first - 1]):
            first -= 1
        below = [*lines[first:end], *below]
        end = first
    end = _above_empty(lines, start, end)
    told = [[line for line in part if line.strip()] for part in (lines[:start], below)]
    return LetterParts(told[0], [*lines[start:end], *kept], told[1])


def _start(lines: list[str]) -> int:
    """The line that says whom the letter is for; 0 where none does, or where more than a head stands above it."""
    for number, line in enumerate(lines[:_MOST_ABOVE]):
        if _SALUTATION.match(line):
            return number
        if len(line.strip()) > _LONGEST_ABOVE or line.strip().endswith("。"):
            return 0
    return 0


def _above_empty(lines: list[str], start: int, end: int) -> int:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _is_organ(line: str) -> bool:
    """Whether a line may be the organ that signs: short, and no sentence; or empty."""
    words = "".join(line.split())
    return len(words) <= _LONGEST_ORGAN and not re.search("[。，；：！？（）]", words)
