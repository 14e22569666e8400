"""Limiting visits of one-time links (限次), by network address and by link; the cache counts them."""

from django.core.cache import cache

from tracking.models import digest_of

SECONDS = 600
MOST_FAILURES = 20
"How many invalid links one network address may try within ten minutes."
MOST_VISITS = 60
"How many visits one link may have within ten minutes."


def is_too_much(request, token: str) -> bool:
    """Count a visit, and say whether this address has tried too many links or this link was visited too often."""
    if (cache.get(_of_address(request)) or 0) >= MOST_FAILURES:
        return True
    return _count(f"feedback-link-{digest_of(token)}") > MOST_VISITS


def note_failure(request) -> None:
    """Count a visit of an invalid link."""
    _count(_of_address(request))


def _of_address(request) -> str:
    """The cache key of the request's network address, which the site's middleware has taken from trusted proxies."""
    return f"feedback-from-{digest_of(request.META.get('REMOTE_ADDR', ''))}"


def _count(key: str) -> int:
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out this moment
        cache.set(key, 1, SECONDS)
        return 1
