"""The ledger's workbooks (交办清单、工作落实台账): read, checked, brought in, and written out."""

from tracking.ledger.applying import apply
from tracking.ledger.meanings import Question
from tracking.ledger.opening import Unreadable
from tracking.ledger.overlay import CellDifference
from tracking.ledger.planning import Plan, RowChange, plan
from tracking.ledger.reading import Sheet, read
from tracking.ledger.stored import NamedUnits, named_units
from tracking.ledger.tables import RowError
from tracking.ledger.writing import write, write_template
