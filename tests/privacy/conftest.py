"""What tests of the registers share with those of the public face."""

from tests.site.conftest import follow, fresh_pages

__all__ = ["follow", "fresh_pages"]
