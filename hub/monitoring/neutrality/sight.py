"""The neutrality record for who may read it: a coordinator all, a partner its own line, others no small number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import SchoolYear, brussels_date, midnight, school_year_of
from hub.columns import table_of
from hub.dispatch.agendas.recorded import CLAIM_BACK, CONFIRM_BACK, DECLINE_BACK
from hub.dispatch.case import Stage
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.sight import case_for
from hub.dispatch.table_tables import AgendaItem, AgendaReason, Claim, ClaimState, Decline, Session, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import REASON_WORDS, Reason
from hub.hubs import Hub, to_read
from hub.ledger import Entry
from hub.lookups import Lookup
from hub.monitoring.cells import Cell
from hub.monitoring.neutrality.evenness import Answer, Line, Said, how_words, kept_back, lines_of, orders_kept_back
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.rights import Right, may, require
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

MOST_YEARS = 12
BACK_WORDS = {
    CLAIM_BACK: N_("opname, verkeerd genoteerd"),
    DECLINE_BACK: N_("weigering, verkeerd genoteerd"),
    CONFIRM_BACK: N_("bevestiging"),
}
_C, _R, _CL, _D = table_of(Considered), table_of(Referral), table_of(Claim), table_of(Decline)
_T = table_of(Track)
_other = aliased(_CL)


def _claimed(claim: sa.FromClause) -> sa.ColumnElement[bool]:
    return (claim.c.referral_id == _C.c.referral_id) & (claim.c.round == _C.c.round)


def _code(answer: Answer) -> sa.ColumnElement[str]:
    return sa.literal(answer.value, sa.Text())


_STATE = (
    sa.select(_CL.c.state)
    .where(_claimed(_CL), _CL.c.organisation_id == _C.c.organisation_id)
    .order_by(sa.case((_CL.c.state == ClaimState.CONFIRMED, 0), else_=1), _CL.c.made_at.desc())
    .limit(1)
    .correlate(_C)
    .scalar_subquery()
)
# The role in which it took the case up, and whether it worked on it already since an earlier round.
_ROLE = (
    sa.select(sa.func.coalesce(_T.c.role, _CL.c.role))
    .select_from(_CL.outerjoin(_T, _T.c.claim_id == _CL.c.id))
    .where(_claimed(_CL), _CL.c.organisation_id == _C.c.organisation_id)
    .order_by(sa.case((_CL.c.state == ClaimState.CONFIRMED, 0), else_=1), _CL.c.made_at.desc())
    .limit(1)
    .correlate(_C)
    .scalar_subquery()
)
_WORKED = (
    sa.exists()
    .where(_T.c.referral_id == _C.c.referral_id, _T.c.organisation_id == _C.c.organisation_id)
    .where(_T.c.agreed_at < _C.c.at, _T.c.due_at.is_not(None))
    .correlate(_C)
)
_TAKEN = sa.exists().where(_claimed(_other), _other.c.state == ClaimState.CONFIRMED).correlate(_C)
_ANSWER = sa.case(
    (_STATE == ClaimState.CONFIRMED, _code(Answer.CONFIRMED)),
    (_STATE.is_not(None), _code(Answer.CLAIMED)),
    (_D.c.reason.is_not(None), _code(Answer.DECLINED)),
    ((_R.c.round == _C.c.round) & _R.c.stage.in_((Stage.ON_TABLE, Stage.DISCUSSED)), _code(Answer.WAITS)),
    (_TAKEN, _code(Answer.NOT_NEEDED)),
    else_=_code(Answer.SILENT),
)
_FROM = _C.join(_R, _R.c.id == _C.c.referral_id).outerjoin(
    _D,
    (_D.c.referral_id == _C.c.referral_id)
    & (_D.c.round == _C.c.round)
    & (_D.c.organisation_id == _C.c.organisation_id),
)
_ROUNDS = (
    sa.select(
        _C.c.organisation_id, _ANSWER.label("answer"), _D.c.reason, _C.c.place, _C.c.among, _C.c.verdict
    )
    .select_from(_FROM)
    .where(_C.c.hub_id == sa.bindparam("hub"), _C.c.at >= sa.bindparam("since"), _C.c.at < sa.bindparam("until"))
    .subquery()
)  # fmt: skip
_COUNTED = Lookup(
    sa.select(
        _ROUNDS.c.organisation_id, _ROUNDS.c.answer, _ROUNDS.c.reason, sa.func.count().label("number"),
        sa.func.count().filter(_ROUNDS.c.place == 1).label("first"),
        sa.cast(sa.func.sum(1.0 / _ROUNDS.c.among), sa.Float).label("even_first"),
        sa.func.sum(_ROUNDS.c.place).label("places"),
        sa.cast(sa.func.sum((_ROUNDS.c.among + 1) / 2.0), sa.Float).label("even_places"),
        sa.func.count().filter(_ROUNDS.c.verdict == "fits").label("fitted"),
    ).group_by(_ROUNDS.c.organisation_id, _ROUNDS.c.answer, _ROUNDS.c.reason)
)  # fmt: skip
_FIRST = Lookup(sa.select(sa.func.min(_C.c.at).label("at")).where(_C.c.hub_id == sa.bindparam("hub")))


@dataclass(frozen=True)
class YearView:
    """One school year as this asker may read it. Without `whole` small numbers of others are kept back, and what came
    in this month is left out."""

    hub: Hub
    year: SchoolYear
    whole: bool
    until: datetime
    lines: Sequence[Line]  # those that the asker reads in full: all, or its own
    total: Line
    answers: Mapping[str, Cell]  # of all partners together
    reasons: Mapping[str, Cell]
    orders: Sequence[tuple[str, Cell, Cell]]  # partner, considered, asked first; for who sees counts only


def hubs_of(work: Work) -> list[Hub]:
    """The hubs whose record the asker may read; NotAllowed or NotFound for who may read none."""
    require(work.asker, Right.SEE_NEUTRALITY)
    linked = set(
        work.session.exec(
            select(HubPartner.hub_id).where(col(HubPartner.organisation_id).in_(_own(work)))
        ).all()
    )  # fmt: skip
    seen = work.asker.hubs_as(Role.COORDINATOR, Role.STEERING, Role.ADMINISTRATOR) | linked
    return [hub for hub in to_read(work.session) if hub.id in seen]


def years_of(work: Work, hub: Hub) -> list[SchoolYear]:
    """Those with a record, and the present one; newest first."""
    this = school_year_of(work.now)
    first = _FIRST.ask(work.session, hub=hub.id)[0].at
    begun = min(school_year_of(first) if first else this, this)
    last = max(begun.start_year, this.start_year - MOST_YEARS)
    return [SchoolYear(year) for year in range(this.start_year, last - 1, -1)]


def year_view(work: Work, hub: Hub, year: SchoolYear) -> YearView:
    """NotFound for a hub whose record the asker may not read."""
    if hub.id not in {one.id for one in hubs_of(work)}:
        raise NotFound
    whole = work.asker.has(Role.COORDINATOR) and hub.id in work.asker.hubs_as(Role.COORDINATOR)
    until = year.ends_at if whole else min(year.ends_at, midnight(brussels_date(work.now).replace(day=1)))
    lines, total = _counted(work, hub, year, until)
    own_lines = lines if whole else _counted(work, hub, year, year.ends_at)[0]
    names = _names(work, {*lines, *own_lines})
    for one in (*lines.values(), *own_lines.values()):
        one.name = names[one.organisation_id][0] if one.organisation_id else ""
    in_order = sorted(own_lines.values(), key=lambda one: names[one.organisation_id][1] if one.organisation_id else "")
    own = _own(work)
    mine = [one for one in in_order if whole or one.organisation_id in own]
    known = Line()  # what the asker can take off the totals, counted until the same day
    for organisation_id in own & lines.keys():
        known.answers += lines[organisation_id].answers
        known.reasons += lines[organisation_id].reasons
    return YearView(
        hub=hub, year=year, whole=whole, until=until, lines=mine, total=total,
        answers=total.answers if whole else kept_back(total.answers, known.answers),
        reasons=total.reasons if whole else kept_back(total.reasons, known.reasons),
        orders=[] if whole or not may(work.asker, Right.SEE_COUNTS, hub.id) else _orders(lines),
    )  # fmt: skip


def _orders(lines: Mapping[UUID, Line]) -> list[tuple[str, Cell, Cell]]:
    shown = orders_kept_back(list(lines.values()))
    return sorted((line.name, *shown[one]) for one, line in lines.items())


def _counted(work: Work, hub: Hub, year: SchoolYear, until: datetime) -> tuple[dict[UUID, Line], Line]:
    rows = _COUNTED.ask(work.session, hub=hub.id, since=year.starts_at, until=max(until, year.starts_at))
    return lines_of(Said(*row) for row in rows)


def _own(work: Work) -> frozenset[UUID]:
    return work.asker.organisations_as(Role.PARTNER)


def _names(work: Work, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = work.session.exec(
        select(Organisation.id, Organisation.name, Organisation.sort_key).where(col(Organisation.id).in_(ids))
    ).all()
    return {one: (name, key) for one, name, key in rows}


# What goes round is written down in the same breath in which it comes on the agenda of the session to come.
_WENT_ROUND = (
    sa.exists()
    .where(col(AgendaItem.referral_id) == _C.c.referral_id, col(AgendaItem.added_at) == _C.c.at)
    .where(col(AgendaItem.reason) == AgendaReason.URGENT)
    .label("urgent")
)


@dataclass(frozen=True)
class CaseLine:
    """One partner in one round: its place, what fitted, and what it said."""

    partner: str
    place: int
    verdict: str
    offers: Sequence[tuple[str, str, Mapping[str, str]]]  # name, verdict, aspects that speak against or are not known
    answer: str
    reason: str | None
    how: str  # in words: what it said, as what, and how that stands


@dataclass(frozen=True)
class TakenBack:
    partner: str
    what: str  # in words
    at: datetime


@dataclass(frozen=True)
class RoundView:
    number: int
    at: datetime
    urgent: bool  # it went round by letter, between two sessions
    rule_version: int
    lines: Sequence[CaseLine]
    taken_back: Sequence[TakenBack] = ()  # what the chair noted and took back: it counts for nothing, and is kept


def rounds_of_case(work: Work, referral_id: UUID) -> tuple[Referral, list[RoundView]]:
    """Who was considered for one case in each round, the newest first; for who decides at its hub."""
    referral = case_for(work, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    rows = work.session.execute(
        sa.select(
            _C,
            _ANSWER.label("answer"),
            _STATE.label("state"),
            _ROLE.label("role"),
            _WORKED.label("worked"),
            _D.c.reason,
            col(Organisation.name),
            col(Session.at).label("sat"),
            _WENT_ROUND,
        )
        .select_from(_FROM)
        .join(Organisation, col(Organisation.id) == _C.c.organisation_id)
        .join(Session, col(Session.id) == _C.c.session_id)
        .where(_C.c.referral_id == referral.id)
        .order_by(_C.c.round.desc(), _C.c.place)
    ).all()
    offers = {offer[0] for row in rows for offer in row.offers}
    named = {
        str(one): name
        for one, name in work.session.exec(select(Offer.id, Offer.name).where(col(Offer.id).in_(offers))).all()
    }
    rounds: dict[int, list[CaseLine]] = {}
    for row in rows:
        said = [(named.get(one, ""), verdict, _doubts(aspects)) for one, verdict, aspects in row.offers]
        line = CaseLine(
            row.name,
            row.place,
            row.verdict,
            said,
            row.answer,
            row.reason,
            how_words(row.answer, row.state, row.role, works=row.worked),
        )
        rounds.setdefault(row.round, []).append(line)
    first = {row.round: row for row in reversed(rows)}
    back = _taken_back(work, referral)
    return referral, [
        RoundView(n, row.at if row.urgent else row.sat, row.urgent, row.rule_version, rounds[n], back.get(n, ()))
        for n, row in ((number, first[number]) for number in rounds)
    ]


def _taken_back(work: Work, referral: Referral) -> dict[int, list[TakenBack]]:
    """By round."""
    entries = work.session.exec(
        select(Entry).where(Entry.referral_id == referral.id, col(Entry.act).in_(BACK_WORDS)).order_by(col(Entry.id))
    ).all()
    names = _names(work, {UUID(one.detail["organisation"]) for one in entries}) if entries else {}
    found: dict[int, list[TakenBack]] = {}
    for one in entries:
        reason = one.detail.get("reason")
        why = f" ({_(REASON_WORDS[Reason(reason)])})" if reason else ""
        said = TakenBack(names[UUID(one.detail["organisation"])][0], _(BACK_WORDS[one.act]) + why, one.at)
        found.setdefault(int(one.detail["round"]), []).append(said)
    return found


def _doubts(aspects: Mapping[str, str]) -> dict[str, str]:
    return {aspect: verdict for aspect, verdict in aspects.items() if verdict != "fits"}
