"""Writing minutes: remarks and agreements at each point, or on purpose none at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch import alarm, cards
from hub.dispatch.locks import take
from hub.dispatch.minutes.beginning import LONGEST_REASON, begin, draft_until, latest
from hub.dispatch.minutes.minutes import MinutesMove, MinutesState, Standing, after
from hub.dispatch.minutes.minutes_tables import Minutes, MinutesAgreement, MinutesPoint, Reading
from hub.dispatch.minutes.parts import must_read
from hub.dispatch.minutes.there import somebody_at, there_at
from hub.dispatch.minutes.who_reads import Reader, must_write, session_of
from hub.dispatch.table_tables import AgendaItem, Session
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.dispatch.whose_words import veiled_all
from hub.faults import Faults
from hub.partners.tables import Organisation
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import N_, _, sort_key

MOST_AGREEMENTS = 20
LONGEST = 2000
BACK = timedelta(days=60)  # an agreement may have been kept before it is written down
AHEAD = timedelta(days=800)
SOMEBODY_WAS_FIRST = N_("Iemand anders bewaarde dit punt net. Kijk wat er nu staat, en bewaar opnieuw.")


@dataclass(frozen=True)
class Line:
    """One agreement as it was typed."""

    what: str = ""
    owner: str = ""
    due_on: str = ""

    @property
    def empty(self) -> bool:
        return not (self.what.strip() or self.owner.strip() or self.due_on.strip())


@dataclass(frozen=True)
class Checked:
    what: str
    owner: str
    due_on: date


def held(work: Work, session_id: UUID) -> tuple[Session, Reader, Minutes]:
    """The session, its writer and its newest version, held; NotFound while there is none."""
    session = session_of(work, session_id)
    reader = must_write(work, session)
    known = latest(work, session.id)
    if known is None:
        raise NotFound
    return session, reader, work.held(Minutes, known.id)


def still_to_come(session: Session, today: date) -> bool:
    return brussels_date(session.at) > today and session.closed_at is None


def start(work: Work, session_id: UUID) -> Minutes:
    """Begin with the minutes before the session is closed, or of one that closed before there were any. Refused before
    its day."""
    session = session_of(work, session_id)
    must_write(work, session)
    if still_to_come(session, brussels_date(work.now)):
        raise Refused(_("Deze zitting moet nog komen. Het verslag begint op de dag zelf."))
    return begin(work, session, after_all=True)


def keep_none(work: Work, session_id: UUID, reason: str) -> Minutes:
    """No minutes of this session, on purpose. What was typed for it stays away from everybody; what is agreed about
    cases stands with the cases themselves. Invalid without a reason."""
    session = session_of(work, session_id)
    must_write(work, session)
    why = clean("none_reason", reason, needed=_("Schrijf waarom er geen verslag komt."), at_most=LONGEST_REASON)
    why = without_names(work, session, "none_reason", why)
    minutes = work.held(Minutes, begin(work, session, after_all=True).id)
    minutes.state, minutes.reason = next_state(work, session, minutes, MinutesMove.KEEP_NONE), why
    work.flush()
    ledger.write(work, "minutes.none", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id)
    return minutes


def keep_after_all(work: Work, session_id: UUID) -> Minutes:
    session, _reader, minutes = held(work, session_id)
    minutes.late_on = draft_until(work, session)
    minutes.state, minutes.reason = next_state(work, session, minutes, MinutesMove.KEEP_AFTER_ALL), ""
    ledger.write(work, "minutes.begin", "minutes", minutes.id, hub_id=minutes.hub_id, session=session.id)
    return minutes


def write_point(
    work: Work, session_id: UUID, item_id: UUID | None, remark: str, lines: Sequence[Line], edition: int
) -> MinutesPoint:
    """Keep what was said of one case, or of none, and who does what by when.

    Invalid with a sentence for each field; Refused when another one kept this point since it was shown.
    """
    referral = case_at(work, session_id, item_id)
    session, reader, minutes = held(work, session_id)
    if minutes.state != MinutesState.DRAFT:
        raise Refused(_("Het verslag is geen ontwerp meer. Haal het eerst terug."))
    point = point_of(work, session, minutes, item_id, reader)
    if point.edition != edition:
        raise Refused(_(SOMEBODY_WAS_FIRST))
    about = [point.referral_id] if point.referral_id else _cases(work, session)
    said, agreed = _checked(work, about, remark, lines)
    point.remark, point.edition = said, point.edition + 1
    kept = work.session.exec(select(MinutesAgreement).where(MinutesAgreement.point_id == point.id)).all()
    for row in kept:
        work.session.delete(row)
    work.session.flush()
    partners = _partners(work, session)
    for position, one in enumerate(agreed):
        work.session.add(
            MinutesAgreement(
                point_id=point.id, position=position, what=one.what, owner=one.owner, due_on=one.due_on,
                organisation_id=partners.get(sort_key(one.owner)),
            )
        )  # fmt: skip
    work.flush()
    if referral:  # what is said of a case may speak of danger
        alarm.listen(work, referral, said, *(one.what for one in agreed))
        work.flush()
    _log(work, "minutes.point", minutes, point, agreements=len(agreed))
    return point


def case_at(work: Work, session_id: UUID, item_id: UUID | None) -> Referral | None:
    """The case of this point, held before its minutes are, for a writer; None for what is said of no case."""
    session = session_of(work, session_id)
    must_write(work, session)
    item = work.session.get(AgendaItem, item_id) if item_id else None
    return take(work, item.referral_id) if item and item.session_id == session.id else None


def point_of(
    work: Work, session: Session, minutes: Minutes, item_id: UUID | None, reader: Reader | None = None
) -> MinutesPoint:
    """The row of this point, made when nobody wrote there yet. NotFound for a case that this reader does not see."""
    point = work.session.exec(
        select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id, col(MinutesPoint.item_id) == item_id)
        if item_id
        else select(MinutesPoint).where(MinutesPoint.minutes_id == minutes.id, col(MinutesPoint.item_id).is_(None))
    ).first()
    item = work.session.get(AgendaItem, item_id) if item_id else None
    if item_id and (item is None or item.session_id != session.id):
        raise NotFound
    if item and reader:
        must_read(work, session, minutes, reader, item.id)
    if point is None:
        point = MinutesPoint(
            hub_id=minutes.hub_id, minutes_id=minutes.id, item_id=item_id,
            referral_id=item.referral_id if item else None, position=item.position if item else 0,
        )  # fmt: skip
        work.session.add(point)
        work.flush()
    return point


def next_state(work: Work, session: Session, minutes: Minutes, step: MinutesMove) -> MinutesState:
    """Where this move leads, to be kept together with what belongs to that state; Refused as by the rules."""
    return after(standing_of(work, session, minutes), step, brussels_date(work.now))


def standing_of(work: Work, session: Session, minutes: Minutes) -> Standing:
    rows = work.session.exec(select(Reading).where(Reading.minutes_id == minutes.id)).all()
    return Standing(
        MinutesState(minutes.state), session.closed_at is not None, minutes.version, minutes.read_until,
        unread=sum(row.read_at is None for row in rows),
        unsettled=sum(bool(row.correction) and row.settled_at is None for row in rows),
        somebody_there=somebody_at(minutes.there or there_at(work, session)),
    )  # fmt: skip


def no_names(work: Work, faults: Faults, cases: Iterable[UUID], texts: dict[str, str]) -> None:
    """Of what somebody of the desk types, a name is refused. Who does not know it learns nothing: there it is read with
    initials by everybody."""
    if not any(texts.values()) or not work.asker.hubs_as(Role.COORDINATOR, Role.DUTY_DESK):
        return
    names = [name for one in cases for name in cards.names_of(work, work.session.get_one(Referral, one))]
    for field, text in texts.items():
        found = next(cards.named_in(text, names), None)
        if found:
            faults.say(field, _("Hier staat de naam “%(name)s”. In het verslag staan alleen initialen.", name=found))


def without_names(work: Work, session: Session, field: str, text: str) -> str:
    """What is said of no case in particular: everybody reads it, so no youngster of this session is named in it."""
    cases, faults = _cases(work, session), Faults()
    no_names(work, faults, cases, {field: text})
    faults.tell()
    return veiled_all(work, cases)(text)


def _cases(work: Work, session: Session) -> Sequence[UUID]:
    return work.session.exec(select(AgendaItem.referral_id).where(AgendaItem.session_id == session.id).distinct()).all()


def _checked(work: Work, about: Sequence[UUID], remark: str, lines: Sequence[Line]) -> tuple[str, list[Checked]]:
    faults = Faults()
    said = faults.text("remark", remark, at_most=LONGEST)
    texts, found = {"remark": said}, []
    typed = [(n, line) for n, line in enumerate(lines) if not line.empty]
    if len(typed) > MOST_AGREEMENTS:
        raise Invalid({"remark": _("Zo veel afspraken bij één punt gaat niet.")})
    for n, line in typed:
        what = faults.text(f"what_{n}", line.what, needed=_("Schrijf wat er afgesproken is."), at_most=500)
        owner = faults.line(f"owner_{n}", line.owner, needed=_("Schrijf wie dit doet."))
        due = _due(work, faults, f"due_{n}", line.due_on)
        texts |= {f"what_{n}": what, f"owner_{n}": owner}
        if what and owner and due:
            found.append(Checked(what, owner, due))
    no_names(work, faults, about, texts)
    faults.tell()
    return said, found


def _due(work: Work, faults: Faults, field: str, typed: str) -> date | None:
    try:
        due = date.fromisoformat(typed.strip())
    except ValueError:
        faults.say(field, _("Kies tegen wanneer."))
        return None
    today = brussels_date(work.now)
    if not today - BACK <= due <= today + AHEAD:
        faults.say(field, _("Die dag ligt te ver weg. Kijk het jaartal na."))
    return due


def _partners(work: Work, session: Session) -> dict[str, UUID]:
    """Partners by how their names sort, so that capitals make no difference; by the names of who sat there as well."""
    lines = [line for line in there_at(work, session)["lines"] if line["id"]]
    by_person = {sort_key(line["name"]): UUID(line["id"]) for line in lines if line["name"]}
    ids = {UUID(line["id"]) for line in lines}
    rows = work.session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    return by_person | {sort_key(one.name): one.id for one in rows}


def _log(work: Work, act: str, minutes: Minutes, point: MinutesPoint, **detail: Any) -> None:
    ledger.write(
        work, act, "minutes", minutes.id, hub_id=minutes.hub_id, referral_id=point.referral_id,
        session=minutes.session_id, **detail,
    )  # fmt: skip
