"""Taking steps in the admin: the pages and forms of one step, of many at once, and what waits for a person."""
