"""Addresses put together without `reverse` are those that `reverse` gives."""

import pytest
from django.urls import reverse
from django.utils import translation

from parvis.records import hooks
from parvis.site import addresses

PARTS = ("history", "ties", "signal", "record_feed")


@pytest.mark.parametrize("slug", ["arbres", "l'été 100 %", "a&b?c#d", "SLUG", "é~x:y@z", "%2F"])
def test_the_pages_of_a_record_stand_where_the_list_of_addresses_says(slug):
    kinds = [kind for kind in hooks.record_types().values() if kind.path]
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            for kind in kinds:
                for part in PARTS:
                    wanted = reverse(f"site:{part}", args=[kind.path, slug])
                    assert addresses.part_path(kind.name, slug, part) == wanted
