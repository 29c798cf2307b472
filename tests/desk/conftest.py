"""What several tests of operations begin with."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from hub.store import Store
from tests.cast import World, settings_for
from tests.mail_shop import ATTEST, FATHER, a_mail, arrives, reply_address, the_mail


@pytest.fixture
def store(fresh_database: str, redis_url: str, tmp_path: Path) -> Iterator[Store]:
    """A hub on which nothing was done yet."""
    made = Store(settings_for(fresh_database, redis_url, tmp_path), pool_size=2)
    yield made
    made.close()


@pytest.fixture
def waiting(world: World) -> UUID:
    """A stranger answered to the address of Noor's case."""
    noor = world.case(world.refer())
    arrives(world, a_mail("Ze is bij haar tante.", sender=FATHER, to=reply_address(noor.number), files=[ATTEST]))
    return the_mail(world).id
