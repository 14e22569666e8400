"""Bulk writers: rows of workbooks and unit sheets written at once, with versions and events; and the check of the loop."""
