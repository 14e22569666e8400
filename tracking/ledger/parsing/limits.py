"""Limits of memory and time for a process that opens a file from outside."""

MOST_MEMORY = 1 << 30
MOST_SECONDS = 60


def limit() -> None:
    """Limit this process's memory and time, where the operating system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    except (ImportError, ValueError, OSError):
        pass
