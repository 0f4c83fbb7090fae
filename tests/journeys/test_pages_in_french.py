import pytest

from tests.journeys import budget

pytestmark = [pytest.mark.journey, pytest.mark.once]


@pytest.fixture(scope="module")
def measured(browser, portal):
    return budget.measured(browser, portal, "fr")


class TestFrench(budget.Budget):
    pass
