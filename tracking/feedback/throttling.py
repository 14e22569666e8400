"""How often one may knock at the one-time page (限次): by address of the network and by link, counted in the cache."""

from django.core.cache import cache

from tracking.models import digest_of

SECONDS = 600
MOST_FAILURES = 20
"Links that opened nothing, from one address of the network within ten minutes."
MOST_VISITS = 60
"Visits of one link within ten minutes."


def is_too_much(request, token: str) -> bool:
    """Whether this address has tried too many links, or this link is knocked at too often; counts the visit."""
    if (cache.get(_of_address(request)) or 0) >= MOST_FAILURES:
        return True
    return _count(f"feedback-link-{digest_of(token)}") > MOST_VISITS


def note_failure(request) -> None:
    """Count a link that opened nothing."""
    _count(_of_address(request))


def _of_address(request) -> str:
    """Of the network that asks; which proxies may name it, the site that tracking runs in has settled before."""
    return f"feedback-from-{digest_of(request.META.get('REMOTE_ADDR', ''))}"


def _count(key: str) -> int:
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out this moment
        cache.set(key, 1, SECONDS)
        return 1
