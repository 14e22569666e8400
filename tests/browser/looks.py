"""What a page looks like, so that what looks like something that a browser has shown is not shown to it again."""

import re

import lxml.html

TOLD = re.compile(r"class|role|type|style|lang|tabindex|disabled|open|checked")
FLAG = re.compile(r"true|false|")


def look(one: lxml.html.HtmlElement) -> str:
    """What an element looks like: its tag, its classes, whether it holds words, and what it holds, three of a kind being two.

    Pages that look the same are the same to whoever looks at their widths, colours, names and order.
    """
    attributes = sorted(
        f"{name}={value}" if TOLD.fullmatch(name) or FLAG.fullmatch(value) else name for name, value in one.items()
    )
    children = [look(child) for child in one if isinstance(child.tag, str) and child.tag not in {"script", "style"}]
    twice = [child for place, child in enumerate(children) if children[:place].count(child) < 2]
    has_words = any(words and words.strip() for words in (one.text, *(child.tail for child in one)))
    return f"<{one.tag} {attributes} {has_words}>{''.join(twice)}"
