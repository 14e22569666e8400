"""Many steps written at once: brought in with a workbook, proven first, each with its version and its event."""
