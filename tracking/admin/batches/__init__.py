"""One step for many items at once (批量办理): which steps, how their rows are filled in, and the pages."""
