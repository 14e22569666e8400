"""Limits on visits of one-time links (限次), by network address and by link, counted in the cache."""

from django.core.cache import cache

from tracking.models import digest_of

SECONDS = 600
MOST_FAILURES = 20
"Links that opened nothing, from one address of the network within ten minutes."
MOST_VISITS = 60
"Visits of one link within ten minutes."


def is_too_much(request, token: str) -> bool:
    """Count a visit, and say whether this address has tried too many links or this link was visited too often."""
    if (cache.get(_of_address(request)) or 0) >= MOST_FAILURES:
        return True
    return _count(f"feedback-link-{digest_of(token)}") > MOST_VISITS


def note_failure(request) -> None:
    """Count a link that opened nothing."""
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
