"""What ends when a case goes to the table (again): claims that wait, and experts that were invited. Said beforehand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.case import Stage
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.held_places import let_go_words
from hub.dispatch.sessions.tables import Guest
from hub.dispatch.table_tables import Claim, ClaimState, Session
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.problems import Refused
from hub.store import Work
from hub.wording import _, _n, list_words

_IDS: Any = sa.bindparam("ids", expanding=True)
_WAITING: Any = (
    sa.select(
        col(Claim.referral_id), col(Claim.id), col(Organisation.name).label("who"), col(Claim.made_at).label("since"),
        sa.literal("claim").label("kind"),
    )
    .join(Organisation, col(Organisation.id) == col(Claim.organisation_id))
    .where(col(Claim.referral_id).in_(_IDS), col(Claim.state) == ClaimState.MADE)
)  # fmt: skip
# A calendar holds a session that is still to come.
_EXPECTED = (col(Expert.told) != "") & (
    sa.select(col(Guest.id))
    .join(Session, col(Session.id) == col(Guest.session_id))
    .where(col(Guest.expert_id) == col(Expert.id), col(Session.at) > sa.bindparam("now"))
    .exists()
)
_INVITED: Any = (
    sa.select(
        col(Expert.referral_id), col(Expert.id), col(Expert.name).label("who"), col(Expert.invited_at).label("since"),
        sa.case((_EXPECTED, "comes"), else_="thinks").label("kind"),
    )
    .join(Referral, col(Referral.id) == col(Expert.referral_id))
    .where(col(Expert.referral_id).in_(_IDS), col(Referral.stage) == Stage.EXPERTISE_TABLE)
    .where(col(Expert.withdrawn_at).is_(None), _EXPECTED | col(Expert.said_at).is_(None))
)  # fmt: skip
_BOTH = sa.union_all(_WAITING, _INVITED).subquery()
_LAPSING = Lookup(sa.select(_BOTH).order_by(_BOTH.c.since, _BOTH.c.id))


class Untold(Refused):
    """Something of this case would end that nobody read of beforehand; the sentence says what."""

    def __init__(self, sentence: str, referral_id: UUID, session_id: UUID | None) -> None:
        super().__init__(sentence)
        self.referral_id, self.session_id = referral_id, session_id


@dataclass(frozen=True)
class Lapsing:
    """By name: partners whose claim waits, experts whom a session expects, experts who are only asked to think along.
    `ids` are what a page told of, so that nothing ends that came after it."""

    claims: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    think: tuple[str, ...] = ()
    ids: tuple[UUID, ...] = ()

    @property
    def mark(self) -> str:
        return " ".join(str(one) for one in self.ids)

    def words(self) -> str:
        """Empty when nothing ends."""
        said = [let_go_words(self.claims)]
        if self.come:
            said.append(
                _n(
                    "%(who)s is uitgenodigd voor de expertisetafel en krijgt bericht dat het niet doorgaat.",
                    "%(who)s zijn uitgenodigd voor de expertisetafel en krijgen bericht dat het niet doorgaat.",
                    len(self.come), who=list_words(self.come),
                )
            )  # fmt: skip
        if self.think:
            said.append(
                _n(
                    "De vraag aan %(who)s om mee te denken, sluit.", "De vragen aan %(who)s om mee te denken, sluiten.",
                    len(self.think), who=list_words(self.think),
                )
            )  # fmt: skip
        return " ".join(part for part in said if part)

    def in_short(self) -> str:
        """Beside a case in a list to choose from."""
        who = list_words((*self.claims, *self.come, *self.think))
        return _("vervalt: %(who)s", who=who) if who else ""


def lapsing_of(work: Work, referral_id: UUID) -> Lapsing:
    return lapsing_all(work, [referral_id]).get(referral_id, Lapsing())


def lapsing_all(work: Work, referral_ids: Collection[UUID]) -> dict[UUID, Lapsing]:
    """The same for several, those of which nothing ends left out. Asks no right."""
    if not referral_ids:
        return {}
    rows = _LAPSING.ask(work.session, ids=list(referral_ids), now=work.now)
    by_case: dict[UUID, list[tuple[str, str, UUID]]] = {}
    for row in rows:
        by_case.setdefault(row.referral_id, []).append((row.kind, row.who, row.id))
    return {case: _lapsing(found) for case, found in by_case.items()}


def _lapsing(found: Sequence[tuple[str, str, UUID]]) -> Lapsing:
    claims, come, think = (
        tuple(who for kind, who, _id in found if kind == wanted) for wanted in ("claim", "comes", "thinks")
    )
    return Lapsing(claims, come, think, tuple(one for _kind, _who, one in found))


def must_be_told(work: Work, referral: Referral, session_id: UUID | None, told: str | None) -> None:
    """Refused (`Untold`) when something of this held case ends of which a page did not tell (`told`: its mark); whoever
    asks without a page gives None."""
    if told is None:
        return
    ends = lapsing_of(work, referral.id)
    if {str(one) for one in ends.ids} - set(told.split()):
        raise Untold(ends.words(), referral.id, session_id)
