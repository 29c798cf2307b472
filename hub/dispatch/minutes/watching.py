"""What the minutes of a case agree on is watched like an agreement of its plan, from when the minutes go round."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import alarm
from hub.dispatch.case import Stage
from hub.dispatch.case_team import reporting
from hub.dispatch.case_team.agreed import Owner, Rung, Stands, first_look
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.locks import take_all
from hub.dispatch.minutes.knowing import gets_now
from hub.dispatch.minutes.minutes import sees
from hub.dispatch.minutes.minutes_tables import Minutes, MinutesAgreement, MinutesPoint
from hub.dispatch.moves import log, rewatch
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.table_tables import Session
from hub.dispatch.tables import Referral
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, sort_key, use_language

GONE = N_("Staat niet meer in het verslag.")


def hold_cases(work: Work, session: Session) -> Collection[UUID]:
    """The cases of which something was agreed at this session, held; before the minutes are."""
    cases = {*_written(work, session), *_watched_cases(work, session)}
    take_all(work, cases)
    return cases


def keep(work: Work, session: Session, minutes: Minutes, held: Collection[UUID]) -> None:
    """What stands in these minutes is watched, and what stands there no more is let go with that as its reason. What
    its owner answered or put off meanwhile stays. A case that was closed is not watched any more."""
    agreed, said = _agreed(work, minutes)
    cases = {*agreed, *_watched_cases(work, session)}
    if not cases <= set(held):
        raise Refused(_("Intussen veranderde er iets aan het verslag. Kijk hoe het nu staat."))
    gates = gets_now(work, list(cases))
    for case in sorted(cases):
        referral = work.session.get_one(Referral, case)
        if referral.stage == Stage.CLOSED:
            continue
        lines = agreed.get(case, ())
        before = _told(lines, _rows(work, session, case))
        for line in lines:
            row = before.pop(line.id, None)
            if row is None:
                _make(work, session, referral, line, _partner(line, said.get(case, {}), gates[case]))
            elif row.stands == Stands.OPEN and not row.times_moved and row.by != line.due_on:
                row.by, row.due_at, row.rung = line.due_on, first_look(line.due_on, work.now), Rung.NOBODY
                row.times_asked, row.gathered_for, row.stalled_at, row.stalled_for = 0, None, None, None
        with use_language(DEFAULT_LANGUAGE):
            gone = _(GONE)
        for row in before.values():
            if row.stands == Stands.OPEN:
                reporting.let_go(work, referral, row, gone)
        rewatch(work, referral)


def _told(lines: Sequence[MinutesAgreement], rows: Sequence[PlanAgreement]) -> dict[UUID, PlanAgreement]:
    """What was watched before, by the line that says the same now: of one day first, then with another day. What no
    line says any more stands under its own id."""
    left, found = list(rows), {}
    for same_day in (True, False):
        for line in lines:
            alike = (one for one in left if _key(one.what, one.owner_words) == _key(line.what, line.owner))
            row = next((one for one in alike if not same_day or one.by == line.due_on), None)
            if row and line.id not in found:
                found[line.id] = row
                left.remove(row)
    return found | {one.id: one for one in left}


def _make(
    work: Work, session: Session, referral: Referral, line: MinutesAgreement, partner: UUID | None
) -> None:  # fmt: skip
    """Whoever is no partner that reads of this case is asked nothing: the hub itself watches what it promised."""
    made = PlanAgreement(
        hub_id=referral.hub_id, referral_id=referral.id, session_id=session.id, what=line.what,
        owner=Owner.PARTNER if partner else Owner.DESK, organisation_id=partner, owner_words=line.owner,
        by=line.due_on, made_at=work.now, made_by=work.asker.person_id, due_at=first_look(line.due_on, work.now),
    )  # fmt: skip
    work.session.add(made)
    alarm.listen(work, referral, line.what)
    work.flush()
    log(work, "agreement.make", "plan_agreement", made.id, referral, owner=str(made.owner), session=session.id)


def _partner(line: MinutesAgreement, said: Mapping[str, Any], gate: Any) -> UUID | None:
    """The partner that does it, where it reads what was agreed: as at the table, and as the file stands now."""
    one = line.organisation_id
    if one is None:
        return None
    takes = any(claim["id"] == str(one) for claim in said.get("claims", ()))
    gets = sees(said.get("gets", {}).get(str(one), Gets.NOTHING), gate.gets(one))
    return one if takes or gets != Gets.NOTHING else None


def _agreed(work: Work, minutes: Minutes) -> tuple[dict[UUID, list[MinutesAgreement]], dict[UUID, dict[str, Any]]]:
    """By case what was agreed of it, and what the minutes say of it; what was agreed of no case hangs on none."""
    found: dict[UUID, list[MinutesAgreement]] = {}
    said: dict[UUID, dict[str, Any]] = {}
    for point, line in work.session.execute(
        select(MinutesPoint, MinutesAgreement)
        .join(MinutesAgreement, col(MinutesAgreement.point_id) == col(MinutesPoint.id))
        .where(MinutesPoint.minutes_id == minutes.id, col(MinutesPoint.referral_id).is_not(None))
        .order_by(col(MinutesPoint.position), col(MinutesAgreement.position))
    ).all():
        found.setdefault(point.referral_id, []).append(line)
        said[point.referral_id] = point.said or {}
    return found, said


def _written(work: Work, session: Session) -> Sequence[UUID]:
    """The cases of which any version of these minutes holds an agreement."""
    rows = work.session.exec(
        select(MinutesPoint.referral_id)
        .join(Minutes, col(Minutes.id) == col(MinutesPoint.minutes_id))
        .join(MinutesAgreement, col(MinutesAgreement.point_id) == col(MinutesPoint.id))
        .where(Minutes.session_id == session.id, col(MinutesPoint.referral_id).is_not(None))
        .distinct()
    ).all()
    return [one for one in rows if one]


def _watched_cases(work: Work, session: Session) -> Sequence[UUID]:
    return work.session.exec(
        select(PlanAgreement.referral_id).where(PlanAgreement.session_id == session.id).distinct()
    ).all()


def _rows(work: Work, session: Session, case: UUID) -> Sequence[PlanAgreement]:
    """What is watched of this case since this session. What left the minutes and comes back is agreed anew."""
    with use_language(DEFAULT_LANGUAGE):
        gone = _(GONE)
    rows = select(PlanAgreement).where(PlanAgreement.session_id == session.id, PlanAgreement.referral_id == case)
    rows = rows.where((PlanAgreement.stands != Stands.DROPPED) | (PlanAgreement.end_note != gone))
    return work.session.exec(rows.execution_options(populate_existing=True)).all()


def _key(what: str, owner: str) -> tuple[str, str]:
    return sort_key(what), sort_key(owner)
