"""The words on which sharing rests, as a hub has them: which version counts, and what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.sharing.legal import FIRST, Edition, in_force
from hub.dispatch.sharing.legal_tables import LegalText
from hub.store import Work


@dataclass(frozen=True)
class Editions:
    """`all`: the newest first, ending with what each hub begins with."""

    now: Edition
    all: Sequence[Edition]

    @property
    def to_come(self) -> Sequence[Edition]:
        return [one for one in self.all if one.version > self.now.version]

    @property
    def earlier(self) -> Sequence[Edition]:
        return [one for one in self.all if one.version < self.now.version]


def editions_of(work: Work, hub_id: UUID) -> Editions:
    """Asks no right: whoever records an answer reads them."""
    kept = select(LegalText).where(LegalText.hub_id == hub_id).order_by(col(LegalText.version).desc())
    known = [*(Edition(one.version, one.valid_from, one.said) for one in work.session.exec(kept)), FIRST]
    return Editions(in_force(known, brussels_date(work.now)), known)


def version_now(work: Work, hub_id: UUID) -> int:
    return editions_of(work, hub_id).now.version
