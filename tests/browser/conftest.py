"""A real Chromium, and the installations that it walks: a new office, and the example as a newcomer gets it."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.installations import Installation
from tests.browser.seats import Seat, sit_down


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Installation], None]) -> Installation:
    """An installation made by the first test process that asks, and shared by all of one run."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = Path(shared) / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            building = folder.with_name(f"{name}-building")
            make(Installation(building))
            building.rename(folder)
    return Installation(folder)


@pytest.fixture(scope="session")
def empty(tmp_path_factory) -> Installation:
    """An installation without anything in it."""

    def make(installation: Installation) -> None:
        installation.folder.mkdir()
        installation.huiyin("migrate", "--verbosity", "0")
        collect = "import django; django.setup(); from publishing.press.assets import collect_static_files as c; c()"
        installation.run("-c", collect)

    return _once(tmp_path_factory, "empty", make)


@pytest.fixture(scope="session")
def example(tmp_path_factory, empty) -> Installation:
    """The example, loaded by the command; tests only read it."""

    def make(installation: Installation) -> None:
        shutil.copytree(empty.folder, installation.folder)
        installation.huiyin("load_example")

    return _once(tmp_path_factory, "example", make)


@pytest.fixture(scope="session")
def example_url(example) -> Iterator[str]:
    """The example, served."""
    with example.serving() as address:
        yield address


@pytest.fixture(scope="module")
def office_url(tmp_path_factory, empty) -> Iterator[str]:
    """An office that starts today, served: accounts, units and a session, no item yet."""
    folder = tmp_path_factory.mktemp("office") / "var"
    shutil.copytree(empty.folder, folder)
    office = Installation(folder)
    office.run("-m", "tests.browser.new_office")
    with office.serving() as address:
        yield address


@pytest.fixture
def sit(browser) -> Iterator[Callable[..., Seat]]:
    """`sit(address, "clerk")`: a person at a browser; in the end no page may have complained."""
    seats: list[Seat] = []

    def sit_there(address: str, username: str = "", **how) -> Seat:
        seats.append(sit_down(browser, address, username, **how))
        return seats[-1]

    yield sit_there
    complaints = [one for seat in seats for one in seat.complained()]
    for seat in seats:
        seat.page.context.close()
    assert not complaints
