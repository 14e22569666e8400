"""Opening the portal's columns (建立公开栏目) on an installation that has none, ready to be written and signed."""

from publishing import review
from publishing.models import PortalHomePage
from publishing.permissions import install_page_permissions
from publishing.tree import build_portal


def open_columns(name: str, **settings) -> PortalHomePage:
    """The tree of columns, who may write in it, and the workflow of its levels."""
    home = build_portal(name, **settings)
    install_page_permissions(home)
    review.install_workflow()
    return home
