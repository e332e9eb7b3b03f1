"""What lies in the broker is never unpickled (case E7)."""

from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache


def test_no_cache_reads_what_somebody_wrote_into_the_broker() -> None:
    assert [type(cache) for cache in caches.all(initialized_only=False)] == [DummyCache]
