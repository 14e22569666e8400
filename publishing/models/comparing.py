"""Figures beside those of the year before (比上年): from what was published then, pinned like the figures themselves."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _


def pinned_before(pages: Iterable, keys: Iterable[str]) -> dict[str, dict]:
    """The figures that published pages of the year before have pinned, by key: those that a page prints too."""
    found: dict[str, dict] = {}
    for page in pages:
        found = page.pins.get("figures", {}) | found
    names = ("definition", "numerator", "denominator", "measure")
    return {key: {name: found[key].get(name) for name in names} for key in keys if key in found}


def change(now: Mapping, before: Mapping | None) -> str:
    """How a figure differs from the one before, in a few words; empty where the two are not counted alike."""
    if before is None or before["definition"] != now["definition"] or before["measure"] != now.get("measure"):
        return ""
    if now["denominator"] is None:
        more, same, less = _("比上年多%(n)s%(unit)s"), _("与上年相同"), _("比上年少%(n)s%(unit)s")
        difference, unit = now["numerator"] - before["numerator"], now["unit"]
    elif not now["denominator"] or not before["denominator"]:
        return ""
    else:
        more, same, less = _("比上年高%(n)s%(unit)s"), _("与上年相同"), _("比上年低%(n)s%(unit)s")
        rates = [100 * one["numerator"] / one["denominator"] for one in (now, before)]
        difference, unit = round(rates[0], 1) - round(rates[1], 1), _("个百分点")
        difference = round(difference, 1)
    words = same if not difference else more if difference > 0 else less
    return words % {"n": f"{abs(difference):g}", "unit": unit} if difference else words
