"""A page of OFD (版式文件): its words are laid out one by one, so that lines are put together by where they stand."""

from lxml import etree
from xml_parts import local

_SAME_LINE = 0.6
_GAP = 0.5


def lines_of(page: etree._Element) -> str:
    """The text of a page, line by line."""
    lines: list[str] = []
    last: tuple[float, float, float] | None = None
    for element in page.iter():
        if local(element) != "TextObject":
            continue
        text = "".join(one.text or "" for one in element.iter() if local(one) == "TextCode")
        x, y, width, height = _boundary(element)
        if last is not None and abs(y - last[0]) < _SAME_LINE * max(height, 0.1) and x >= last[1] - _GAP:
            lines[-1] += (" " if x - last[1] > _GAP * max(height, 0.1) else "") + text
        else:
            lines.append(text)
        last = (y, x + width, height)
    return "\n".join(lines)


def _boundary(element: etree._Element) -> tuple[float, float, float, float]:
    try:
        x, y, width, height = map(float, element.get("Boundary", "").split())
    except ValueError:
        return 0.0, 0.0, 0.0, 0.0
    return x, y, width, height


def has_pictures(page: etree._Element) -> bool:
    """Whether pictures lie on the page."""
    return any(local(one) == "ImageObject" for one in page.iter())
