"""Documents changed for others in a draft (换用附件): wherever it offers or links to one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page

from publishing.review.screening import rich
from publishing.review.screening.leaves import Path, always, leaves, put_all


def take_the_place(page: Page, others: dict[int, int]) -> None:
    """Let documents take the place of others in a page, by primary key: old and new."""
    changes: dict[tuple[str, Path], Callable[[Any], Any]] = {}
    for leaf in leaves(page):
        if isinstance(leaf.block, DocumentChooserBlock) and leaf.value in others:
            changes[leaf.field, leaf.path] = always(others[leaf.value])
        elif leaf.is_rich and rich.documents_in(leaf.value) & others.keys():
            changes[leaf.field, leaf.path] = partial(rich.with_documents, others=others)
    put_all(page, changes)
