"""Finding (检索): an index of everything public, one file that the press writes and the search page reads without the database."""
