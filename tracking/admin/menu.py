"""Entries of the admin's menu that only some may open."""

from collections.abc import Callable

from wagtail.admin.menu import MenuItem


class GuardedItem(MenuItem):
    """An entry for those whom a predicate of `permissions` lets in."""

    def __init__(self, label, url: str, *, may_open: Callable[[object], bool], **kwargs):
        super().__init__(label, url, **kwargs)
        self.may_open = may_open

    def is_shown(self, request) -> bool:
        """Whether the user may open it."""
        return self.may_open(request.user)
