"""The short check value of a text (校验码): printed on the 审核表, and typed again from the paper that was signed."""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"Crockford's 32 characters: none of them is taken for another."
LENGTH = 10
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def check_value(digest: str) -> str:
    """Fifty bits of a text's digest in two groups of five, e.g. 7K2QM-0XD4P."""
    bits = int(digest, 16) >> (len(digest) * 4 - LENGTH * 5)
    letters = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return f"{letters[:5]}-{letters[5:]}"


def is_check_value_of(typed: str, digest: str) -> bool:
    """Whether what somebody typed from the paper is the text's check value, however it was written."""
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    return "".join(one for one in letters if one in ALPHABET) == check_value(digest).replace("-", "")
