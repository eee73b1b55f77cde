import pytest


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    """Deposits arrive at once, unless a test says otherwise."""
    settings.DEMO, settings.FUNDS = True, "demo_bank"
