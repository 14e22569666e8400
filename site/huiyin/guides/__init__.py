"""Help for those who use the system (帮助): the Chinese guides of docs/guide, shown in the admin, each page at its place."""
