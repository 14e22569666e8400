"""Bounds for a program of ours that opens what somebody else made."""

MOST_MEMORY = 1 << 30
MOST_SECONDS = 60


def limit() -> None:
    """Bound memory and time, where the system knows how to."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    except (ImportError, ValueError, OSError):
        pass
