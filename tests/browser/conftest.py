"""A real Chromium, and the installations that it walks: a new office, the example as a newcomer gets it, a living session."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.installations import LIVING_DAY, Installation
from tests.browser.seats import Seat, sit_down
from tests.crash.installation import migrated
from tests.static_files import lay_static_files


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
        lay_static_files(migrated(installation.folder))

    return _once(tmp_path_factory, "empty", make)


@pytest.fixture(scope="session")
def example(tmp_path_factory, empty) -> Installation:
    """The seven items of 2024, loaded by the command on that day; tests only read it."""

    def make(installation: Installation) -> None:
        shutil.copytree(empty.folder, installation.folder)
        installation.on_the_living_day().huiyin("load_example", "--seed-only")

    return _once(tmp_path_factory, "example", make)


@pytest.fixture(scope="session")
def living(tmp_path_factory, example) -> Installation:
    """The living demonstration beside 2024's items, on that day; tests only read it, or a copy of their own."""

    def make(installation: Installation) -> None:
        shutil.copytree(example.folder, installation.folder)
        installation.on_the_living_day().huiyin("load_example", "--today", LIVING_DAY.date().isoformat())

    return _once(tmp_path_factory, "living", make).on_the_living_day()


@pytest.fixture(scope="session")
def living_url(living) -> Iterator[str]:
    """The living demonstration, served on that day."""
    with living.serving() as address:
        yield address


@pytest.fixture(scope="session")
def example_url(example) -> Iterator[str]:
    """The example, served."""
    with example.serving() as address:
        yield address


@pytest.fixture(scope="session")
def new_office(tmp_path_factory, empty) -> Installation:
    """An office that starts today: accounts, units and a session, no item yet; tests work in copies of it."""

    def make(installation: Installation) -> None:
        shutil.copytree(empty.folder, installation.folder)
        installation.run("-m", "tests.browser.new_office")

    return _once(tmp_path_factory, "new-office", make)


@pytest.fixture(scope="module")
def office_url(tmp_path_factory, new_office) -> Iterator[str]:
    """The new office, served."""
    folder = tmp_path_factory.mktemp("office") / "var"
    shutil.copytree(new_office.folder, folder)
    with Installation(folder).serving() as address:
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
