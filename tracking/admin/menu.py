"""Entries of the admin's menu that are shown only to those who may open them."""

from collections.abc import Callable

from wagtail.admin.menu import MenuItem


class GuardedItem(MenuItem):
    """A menu entry that is shown where a predicate of `permissions` holds for the user."""

    def __init__(self, label, url: str, *, may_open: Callable[[object], bool], **kwargs):
        super().__init__(label, url, **kwargs)
        self.may_open = may_open

    def is_shown(self, request) -> bool:
        """Whether the user may open it."""
        return self.may_open(request.user)
