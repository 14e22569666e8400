"""Bodies and figures as data (正文、数据): typed blocks, and the same as HTML without classes or scripts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from publishing.contract import shape
from publishing.frame import (
    Block,
    FigureCard,
    FigureTable,
    Picture,
    PublicOutcome,
    PublicPoint,
    PublicPromise,
    PublicStage,
)

HEADINGS = {"heading": "h2", "subheading": "h3"}


def figure(card: FigureCard) -> shape.FigureData:
    """One figure with its proof."""
    return {
        "key": card.key,
        "label": card.label,
        "value": card.number,
        "printed": card.value,
        "unit": card.unit,
        "n": card.numerator,
        "d": card.denominator,
        "measure": card.measure,
        "definition": card.definition,
        "as_of": day(card.as_of),
        "reported": card.reported,
        "change": card.change,
    }


def figures(cards: Iterable[FigureCard]) -> list[shape.FigureData]:
    """Several figures."""
    return [figure(card) for card in cards]


def table(counts: FigureTable) -> shape.TableData:
    """Counts by one dimension."""
    return {
        "key": counts.key,
        "caption": counts.caption,
        "header": list(counts.header),
        "measure": counts.measure,
        "rows": [[label, *numbers] for label, numbers in counts.rows],
    }


def stage(one: PublicStage) -> shape.StageData:
    """One stage of the progress line."""
    return {"label": one.label, "state": one.state, "on": day(one.on), "note": one.note}


def point(one: PublicPoint) -> shape.PointData:
    """One request with its answer."""
    return {"asked": one.asked, "answered": list(one.answered)}


def promise(one: PublicPromise | None) -> shape.PromiseData | None:
    """What was promised; null where nothing was."""
    if one is None:
        return None
    return {"text": list(one.text), "due_on": day(one.due_on), "unit": one.unit, "kept": one.is_kept}


def outcome(one: PublicOutcome) -> shape.OutcomeData:
    """A dated entry of what came of it."""
    return {"on": day(one.on), "unit": one.unit, "done": one.is_done, "text": list(one.text)}


def words(body: Iterable[Block]) -> shape.WordsData:
    """A body in both forms."""
    body = list(body)
    return {"body": [block(one) for one in body], "body_html": "\n".join(html(one) for one in body)}


def paragraphs(lines: Iterable[str]) -> shape.WordsData:
    """A text of plain paragraphs in both forms."""
    return words(Block("paragraph", line) for line in lines)


def block(one: Block) -> shape.BlockData:
    """One block of a body."""
    if one.grid is not None:
        rows = [list(row) for row in one.grid.rows]
        return {"type": "grid", "caption": one.grid.caption, "header": list(one.grid.header), "rows": rows}
    if one.table is not None:
        return {"type": "table", "table": table(one.table)}
    if (shown := one.picture) is not None:
        return {
            "type": "picture", "path": shown.src, "width": shown.width, "height": shown.height, "alt": shown.alt,
            "caption": shown.caption, "srcset": shown.srcset, "webp": shown.webp, "sha256": shown.sha256,
        }  # fmt: skip
    match one.kind:
        case "figures":
            return {"type": "figures", "figures": figures(one.figures)}
        case "html":
            return {"type": "html", "html": one.text}
        case "heading" | "subheading" | "paragraph":
            return {"type": one.kind, "text": one.text}
    raise ValueError(f"a block {one.kind!r} without its table")


def html(one: Block) -> SafeString:
    """One block as HTML: headings from h2 down, figures as a list of terms, tables with caption and head."""
    if one.grid is not None:
        return _table(one.grid.caption, one.grid.header, one.grid.rows)
    if one.table is not None:
        return _table(one.table.caption, one.table.header, ((label, *row) for label, row in one.table.rows))
    if one.picture is not None:
        return _figure(one.picture)
    match one.kind:
        case "figures":
            return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}{}</dd>", _terms(one.figures)))
        case "html":
            return mark_safe(one.text)  # noqa: S308  (cleaned by Wagtail when it was saved, and signed so)
    tag = mark_safe(HEADINGS.get(one.kind, "p"))  # noqa: S308
    return format_html("<{}>{}</{}>", tag, one.text, tag)


def _figure(shown: Picture) -> SafeString:
    caption = format_html("<figcaption>{}</figcaption>", shown.caption) if shown.caption else ""
    image = '<img src="{}" alt="{}" width="{}" height="{}">'
    return format_html(
        "<figure>{}{}</figure>", format_html(image, shown.src, shown.alt, shown.width, shown.height), caption
    )


def _terms(cards: Iterable[FigureCard]) -> Iterable[tuple[str, str, str]]:
    return ((card.label, card.value, card.unit) for card in cards)


def _table(caption: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> SafeString:
    return format_html(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        caption,
        format_html_join("", '<th scope="col">{}</th>', ((one,) for one in header)),
        format_html_join(
            "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in row)),) for row in rows)
        ),
    )


def day(on: date | None) -> str | None:
    """2024-08-08."""
    return on.isoformat() if on else None


def moment(at: datetime | None) -> str | None:
    """2024-08-08T10:30:00+08:00, in the office's own time."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
