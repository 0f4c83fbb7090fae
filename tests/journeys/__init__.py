"""Whole stories in a real browser, against a portal served as a town serves it."""

import pytest

pytest.register_assert_rewrite("tests.journeys.budget", "tests.journeys.measure")
