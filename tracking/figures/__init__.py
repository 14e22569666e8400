"""Every figure (数据指标): its definition, its count, the records behind it, as of a day, as known at a moment.

One registry feeds the pages, the commands, the drafts, the reports and the checks. A figure's conditions are written
over the flat facts of a record, so the same ones count today's rows and any earlier versions of them. Two times:
`as_of` is a business date (what had happened by the end of that day), `known_on` a moment of recording (what the
ledger knew).
"""

from tracking.figures.cells import CountedCell, cells
from tracking.figures.counting import Count, count, counts, members, proven, share
from tracking.figures.groups import GROUPS, Grouped, group
from tracking.figures.registry import FIGURES, Figure
from tracking.figures.snapshot import Basis, Snapshot
