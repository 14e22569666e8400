"""Everything of the ledger that knows the Wagtail admin."""
