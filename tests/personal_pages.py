"""Els at her personal page, in a browser without JavaScript: its address, and the code that was mailed."""

import contextlib
from collections.abc import Iterator
from uuid import UUID

from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.dispatch import clarify
from hub.dispatch.tables import Referral
from hub.links import Link, Purpose
from tests.cast import World, send


def address(world: World, case: UUID) -> str:
    with world.desk() as work:
        referral = work.session.get(Referral, case)
        assert referral
        link = links.make(work, Purpose.REFERRAL, case, hub_id=referral.hub_id, referral_id=case)
        return links.address(work, link).removeprefix("http://testserver.local")


def question_address(world: World, case: UUID, text: str = "Sinds wanneer is ze weg?") -> str:
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, case, text)
        link = work.session.exec(select(Link).where(Link.noun_id == question.id)).one()
        return links.address(work, link).removeprefix("http://testserver.local")


def code_mailed(world: World) -> str:
    """The code of the last letter with one."""
    with world.desk() as work:
        codes = select(Link).where(Link.purpose == Purpose.READING).order_by(col(Link.created_at).desc())
        link = work.session.exec(codes).first()
        assert link
        return links.code_of(work, link)


def asks_and_enters(world: World, client: TestClient, here: str) -> None:
    assert send(client, here, {}, get_first=here).status_code == 303
    assert send(client, f"{here}/code", {"code": code_mailed(world)}).status_code == 303


@contextlib.contextmanager
def els_at(world: World, case: UUID) -> Iterator[tuple[TestClient, str]]:
    """Els, who opened her link and entered the code that was mailed to her."""
    here = address(world, case)
    with world.client() as els:
        asks_and_enters(world, els, here)
        yield els, here
