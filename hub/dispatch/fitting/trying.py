"""A rule held against past cases of a hub, for its administrator: how many offers would fit, nobody's name or words."""

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.columns import table_of
from hub.dispatch.codes import SubjectKind
from hub.dispatch.fitting.fit import Verdict
from hub.dispatch.fitting.need import Need, need_for
from hub.dispatch.fitting.rule import Rule
from hub.dispatch.fitting.trial import Trial, Tried
from hub.dispatch.matching import OnOffer, fits_at, on_offer
from hub.dispatch.proposing import partners_of
from hub.dispatch.tables import Referral, Youngster
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.store import Work

MOST_CASES = 500  # the newest of the year
_R, _Y = table_of(Referral), table_of(Youngster)
_CASES = Lookup(
    sa.select(
        _R.c.number, _R.c.submitted_at, _R.c.structure, _R.c.school_nis, _R.c.main_reason, _R.c.other_reasons,
        _R.c.finality, _R.c.flag, _R.c.sections, _Y.c.birth_date, _Y.c.home_nis, _Y.c.home_language, _Y.c.interpreter,
    )
    .join(_Y, _Y.c.id == _R.c.youngster_id)
    .where(_R.c.hub_id == sa.bindparam("hub"), _R.c.subject_kind == SubjectKind.PUPIL)
    .where(_R.c.submitted_at >= sa.bindparam("since"), _R.c.submitted_at < sa.bindparam("until"))
    .order_by(_R.c.submitted_at.desc(), _R.c.number)
    .limit(MOST_CASES)
)  # fmt: skip


@dataclass(frozen=True)
class TriedOn:
    """A trial, and the school year of the cases on which it was done."""

    year: SchoolYear
    trial: Trial


def try_rule(work: Work, hub_id: UUID, other: Rule) -> TriedOn:
    """The cases of last school year, or of this one where there were none, against what is offered today."""
    require(work.asker, Right.MANAGE, hub_id)
    this = school_year_of(work.now)
    needs: list[tuple[str, Need]] = []
    for year in (this.previous, this):
        rows = _CASES.ask(work.session, hub=hub_id, since=year.starts_at, until=year.ends_at)
        needs = [(row.number, need_for(row, row, brussels_date(row.submitted_at))) for row in rows]
        if needs:
            break
    now = on_offer(work, hub_id, partners_of(work, hub_id))
    then = replace(now, rule=other)
    return TriedOn(year, Trial([Tried(number, _fitting(now, need), _fitting(then, need)) for number, need in needs]))


def _fitting(found: OnOffer, need: Need) -> int:
    return sum(fit.verdict == Verdict.FITS for _offer, _partner, fit in fits_at(found, need))
