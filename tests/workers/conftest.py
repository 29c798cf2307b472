"""What several tests of workers begin with."""

from collections.abc import Iterator

import pytest

from tests.cast import World
from tests.posting import Desk
from tests.smtp_peers import Peer, smtp_peer


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as running:
        yield running


@pytest.fixture
def desk(world: World, peer: Peer) -> Iterator[Desk]:
    desk = Desk(world, peer.url)
    yield desk
    desk.store.close()
