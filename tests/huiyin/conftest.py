"""The office, for tests of the project that need one."""

from tests.tracking.conftest import *  # noqa: F403
