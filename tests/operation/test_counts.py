"""What limits counted is dropped once its time is over, not when the cache is full."""

import pytest
from django.core.cache import cache
from django.db import connection

from parvis.operation import jobs

pytestmark = pytest.mark.django_db


def test_what_is_past_goes_what_counts_stays():
    cache.set("past", 1, timeout=-60)
    cache.set("now", 1, timeout=60)
    for _n in range(2):
        jobs.forget_counts.call()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        assert [key for (key,) in cursor.fetchall()] == [":1:now"]
