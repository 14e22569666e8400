"""The seam (接缝): what other apps may listen to. Tracking sends, and knows nobody who listens."""

from django.dispatch import Signal

# A step was taken and its transaction has committed: sender=Step, record=HandlingRecord, event=Event.
step_taken = Signal()

# Records came in from a workbook and the transaction has committed: sender=Session, records=list of primary keys.
ledger_imported = Signal()
