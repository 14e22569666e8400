"""Personal data in a text (个人信息): what may not be published as it stands (domain.md §7)."""

import re

_N = "0-9０-９"
MOBILE = re.compile(
    rf"(?<![{_N}])((?:[+＋]?86[- ]?)?[1１][3-9３-９][{_N}])[- ]?[{_N}]{{4}}[- ]?([{_N}]{{4}})(?![{_N}])"
)
"A mobile number, in one piece or in three, with or without the country's code."
IDENTITY = re.compile(rf"(?<![{_N}A-Za-z])([1-9１-９][{_N}])[{_N}]{{13}}([{_N}]{{2}}[{_N}XxＸｘ])(?![{_N}A-Za-z])")
"An identity number of eighteen characters."


def mask_personal(text: str) -> str:
    """A text with mobile numbers as 138****1234 and identity numbers as 35*************123; twice changes nothing."""
    return MOBILE.sub(r"\1****\2", IDENTITY.sub(rf"\1{'*' * 13}\2", text))
