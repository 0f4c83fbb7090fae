"""What tests of the registers share with those of the public face and of the desk."""

from tests.records.desk.conftest import signed
from tests.site.conftest import follow, fresh_pages

__all__ = ["follow", "fresh_pages", "signed"]
