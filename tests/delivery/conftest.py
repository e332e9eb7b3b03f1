from collections.abc import Iterator

import pytest

from accounts.models import User
from delivery import interfaces
from delivery.broker import broker
from tests.delivery.casting import KIND, Author, Listener, person_make


@pytest.fixture
def author() -> Iterator[Author]:
    """Register the tests' author; unknown again afterwards."""
    writer = Author()
    interfaces.register(KIND, author=writer)
    yield writer
    interfaces._authors.pop(KIND)


@pytest.fixture
def listener(author: Author) -> Iterator[Listener]:
    """Register the tests' listener beside the author."""
    ear = Listener()
    interfaces.register(KIND, author=author, listener=ear)
    yield ear
    interfaces._listeners.pop(KIND)


@pytest.fixture
def una(db: None) -> User:
    """Return a user."""
    return person_make()


@pytest.fixture(autouse=True)
def _broker_forgets() -> None:
    """Let no test suffer from a broker that another one stopped."""
    broker.silent_until = 0.0
