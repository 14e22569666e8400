"""Importing as the clerk does it."""

import pytest

from tests.tracking.factories import kept, make_unit
from tests.tracking.ledger.books import xlsx
from tracking import ledger
from tracking.models import UnitAlias, UnitKind


@pytest.fixture
def units(office):
    """Two more units of the district, one with an abbreviation, and the office itself."""
    housing = make_unit("区住房和城乡建设局")
    kept(UnitAlias(unit=housing, name="区住建局"))
    return {
        "office": make_unit("示例区人民政府办公室", kind=UnitKind.OFFICE),
        "housing": housing,
        "education": make_unit("区教育局"),
    }


@pytest.fixture
def plan(session, units):
    """`plan({"编号": 1, …}, …)` or `plan(file)`: what an import of these rows would do."""

    def make(*rows, name="台账.xlsx", **options):
        file = rows[0] if not isinstance(rows[0], dict) else xlsx(*rows, **options)
        return ledger.plan(ledger.read(file, name), session)

    return make


@pytest.fixture
def bring_in(plan, clerk):
    """`bring_in({"编号": 1, …}, …)`: import these rows, which must be free of errors."""

    def make(*rows, update=False, **options):
        made = plan(*rows, **options)
        assert made.errors == []
        return ledger.apply(made, clerk, update=update)

    return make
