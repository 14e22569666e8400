"""An office that publishes on the platform above alone, with a piece signed."""

import pytest

from publishing.models import Outlet, PortalSettings
from tests.prepared import prepared


@pytest.fixture
def elsewhere(newsroom, portal_settings) -> PortalSettings:
    """The portal's settings: published on the platform above alone."""
    return prepared(("published elsewhere",), published_elsewhere)


def published_elsewhere() -> PortalSettings:
    """The portal's settings with that outlet, saved."""
    found = PortalSettings.current()
    found.outlet = Outlet.PACKAGE
    found.save()
    return found


@pytest.fixture
def notice(newsroom, elsewhere):
    """A reply whose notice was signed and waits to be published there."""
    return newsroom.published(newsroom.notice())
