"""One catalogue of the interface's words (界面用语), since Django would ask each app's in turn for every word of a page."""

from functools import lru_cache

from django.utils.translation import trans_real

MOST_WORDS = 20_000
"How many words of the interface are remembered: more than there are."
_translation = trans_real.translation


def translation(language: str):
    """A language's words in one catalogue, where all apps count plurals by the same rule, as in Chinese, which has none."""
    found = _translation(language)
    catalogue = found._catalog
    if (
        len(catalogue._catalogs) > 1
        and len({plural(number) for plural in catalogue._plurals for number in range(3)}) == 1
    ):
        merged: dict = {}
        for one in reversed(catalogue._catalogs):
            merged |= one
        catalogue._catalogs, catalogue._plurals = [merged], catalogue._plurals[:1]
    if "gettext" not in vars(found):
        # A word that no catalogue has (all of ours) is looked for in each fallback's, eight of them: once.
        found.gettext = lru_cache(maxsize=MOST_WORDS)(found.gettext)
    return found


def install() -> None:
    """Put it in the place of Django's own."""
    trans_real.translation = translation
