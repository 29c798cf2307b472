"""What the letters of the week asked about one case, of whom, and what they told before a day; of no other case."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.came_back import WITH_COORDINATOR
from hub.dispatch.case_team.in_short import Short
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.mailed.weekly_tables import WeeklyLetter, WeeklyLine
from hub.dispatch.sight import ASKED, File
from hub.dispatch.track import is_open
from hub.home.case_line import Line
from hub.letters import Letter
from hub.links import Link
from hub.lookups import Lookup
from hub.people.tables import Person
from hub.store import Work
from hub.wording import _

AT_MOST = 300
# What asks about an agreement, or reminds of it, in a letter of its own.
APART = {"agreement_due": True, "agreement_soon": False}
_BY_WEEK = Lookup(
    sa.select(
        col(WeeklyLetter.sent_at), col(WeeklyLine.track_id), col(WeeklyLine.agreement_id), col(WeeklyLine.asked),
        col(Person.name), col(PlanAgreement.what),
    )
    .select_from(Link)
    .join(WeeklyLine, col(WeeklyLine.link_id) == col(Link.id))
    .join(WeeklyLetter, col(WeeklyLetter.id) == col(WeeklyLine.letter_id))
    .outerjoin(Person, col(Person.id) == col(WeeklyLine.person_id))
    .outerjoin(PlanAgreement, col(PlanAgreement.id) == col(WeeklyLine.agreement_id))
    .where(col(Link.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .order_by(col(WeeklyLetter.sent_at).desc(), col(WeeklyLine.id))
    .limit(AT_MOST)
)  # fmt: skip


@dataclass(frozen=True)
class Silence:
    """A partner that did not answer, and when and of whom it was asked since its last word."""

    organisation: str
    asked: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class Correspondence:
    """What follow-up wrote to partners about one case."""

    rows: Sequence[Any]
    letters: Sequence[Letter]

    def whom(self, track_id: UUID, at: datetime) -> str:
        """By which letter a track was asked about at that moment; "" for what is not known."""
        names = [_to(row.name) for row in self.rows if row.track_id == track_id and row.sent_at == at]
        if names:
            return ", ".join(dict.fromkeys(names))
        return ", ".join(one.to_address for one in self.letters if one.track_id == track_id and one.written_at == at)

    def of_agreements(self, tell: Callable[[str], str]) -> Iterator[Line]:
        """Lines of the time line; of tracks it tells itself. What was agreed is told to who may read the story."""
        for row in self.rows:
            if row.agreement_id:
                yield Line(row.sent_at, "sent", _about(asked=row.asked), _to(row.name), tell(row.what))
        for one in self.letters:
            if one.kind in APART:
                yield Line(one.written_at, "sent", _about(asked=APART[one.kind]), one.to_address)


def of_case(work: Work, file: File, written: Sequence[Letter], team: Short | None) -> Correspondence:
    """`written` are the letters about this case alone. Where nothing runs and nothing was agreed, nobody was asked."""
    asked = file.tracks or file.agenda or (team and team.agreed)
    return Correspondence(_BY_WEEK.ask(work.session, case=file.referral.id) if asked else (), written)


def silences(file: File, known: Correspondence) -> list[Silence]:
    """Each partner of which the coordinator has the track because it did not answer."""
    found = []
    for line in file.tracks:
        track = line.track
        if track.step == WITH_COORDINATOR and is_open(track.stage) and track.times_asked and not line.own:
            asks = [one for one in file.moves if one.act == ASKED and one.noun_id == track.id][-track.times_asked :]
            found.append(Silence(line.organisation, [(one.at, known.whom(track.id, one.at)) for one in asks]))
    return found


def _to(name: str | None) -> str:
    return _("weekbrief aan %(who)s", who=name or _("het team"))


def _about(*, asked: bool) -> str:
    return _("gevraagd hoe een afspraak afliep") if asked else _("herinnerd aan een afspraak")
