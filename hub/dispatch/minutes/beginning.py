"""Minutes begin by themselves as a session closes, or are on purpose not kept: for a kind of table, or for once."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.minutes.minutes import MinutesState, late_from
from hub.dispatch.minutes.minutes_tables import Minutes, MinutesRule
from hub.dispatch.moves import clocks_of
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.table_tables import DispatchTable, Session
from hub.dispatch.typed import clean
from hub.people.rights import Right, require
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _

LONGEST_REASON = 500


def begin(work: Work, session: Session, *, after_all: bool = False) -> Minutes:
    """The minutes of this session: those that there are, else a draft, or the word that this kind of table keeps none
    (unless `after_all`)."""
    known = latest(work, session.id)
    if known is not None:
        return known
    table = work.session.get_one(DispatchTable, session.table_id)
    rule = work.session.get(MinutesRule, (session.hub_id, table.kind))
    none = rule is not None and not rule.kept and not after_all
    made = Minutes(
        hub_id=session.hub_id, session_id=session.id, begun_at=work.now, begun_by=work.asker.person_id,
        state=MinutesState.NONE if none else MinutesState.DRAFT, reason=rule.reason if none and rule else "",
        late_on=None if none else draft_until(work, session),
    )  # fmt: skip
    work.session.add(made)
    work.flush(clash=_("Iemand anders begon net aan dit verslag. Kijk hoe het nu staat."))
    ledger.write(
        work, "minutes.none" if none else "minutes.begin", "minutes", made.id, hub_id=made.hub_id, session=session.id,
        of_kind=table.kind,
    )  # fmt: skip
    return made


def draft_until(work: Work, session: Session) -> date:
    """By when a draft that begins now goes round."""
    return late_from(clocks_of(work, session.hub_id), brussels_date(session.at), brussels_date(work.now))


def latest(work: Work, session_id: UUID) -> Minutes | None:
    """The newest version, as it stands now."""
    versions = select(Minutes).where(Minutes.session_id == session_id).order_by(col(Minutes.version).desc())
    return work.session.exec(versions.limit(1).execution_options(populate_existing=True)).first()


def set_rule(work: Work, hub_id: UUID, kind: str, *, kept: bool, reason: str = "") -> MinutesRule:
    """Whether sessions that close from now on get minutes at tables of this kind. Invalid for none without a reason."""
    require(work.asker, Right.PLAN_SESSIONS, hub_id)
    if kind not in set(TableKind):
        raise Invalid({"kind": _("Kies een soort tafel.")})
    needed = "" if kept else _("Schrijf waarom er geen verslag komt.")
    said = clean("reason", reason, needed=needed, at_most=LONGEST_REASON)
    rule = work.session.get(MinutesRule, (hub_id, kind)) or MinutesRule(
        hub_id=hub_id, kind=kind, kept=True, set_at=work.now
    )
    rule.kept, rule.reason, rule.set_at, rule.set_by = kept, "" if kept else said, work.now, work.asker.person_id
    work.session.add(rule)
    work.flush()
    ledger.write(work, "minutes.rule", "hub", hub_id, hub_id=hub_id, kind=kind, kept=kept)
    return rule
