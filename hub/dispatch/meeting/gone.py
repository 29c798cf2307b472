"""Where a case is that stood on an agenda and does not any more: said to whoever could see it there."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch.answers import declined_sight
from hub.dispatch.board_sight import board, case_on
from hub.dispatch.case import Stage
from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.seating import levels_of
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Session, TableCard, Track
from hub.dispatch.tables import Referral
from hub.people.rights import Right, may
from hub.problems import NotAllowed, NotFound
from hub.store import Work
from hub.wording import _, date_words


@dataclass(frozen=True)
class Gone:
    """`page` is where one goes on from here; `there` where the case is now, "" where this asker finds it nowhere."""

    page: str
    words: str
    there: str = ""
    called: str = ""  # what the link to `there` says


def why_gone(work: Work, session_id: UUID, referral_id: UUID) -> Gone | None:
    """For the chair, for a partner with a seat there that accepted the house rules, and works with it now or could read
    its card. None for everybody else, for another case, and for one that still stands there."""
    session = work.session.get(Session, session_id)
    stood = work.session.exec(
        select(AgendaItem.state).where(AgendaItem.session_id == session_id, AgendaItem.referral_id == referral_id)
    ).all()
    if session is None or not stood:
        return None
    if may(work.asker, Right.DECIDE, session.hub_id):
        return _for_chair(work, session, referral_id)
    own = work.asker.organisations_as(Role.PARTNER) & levels_of(work, session).keys()
    own -= must_accept(work, session.hub_id, own)
    lies = {AgendaState.ON_AGENDA, AgendaState.DONE} & set(stood)
    return (
        _own_track(work, own, referral_id)
        or (None if lies else _for_partner(work, session, own, referral_id))
        or _own_decline(work, own, referral_id)
    )


def _for_chair(work: Work, session: Session, referral_id: UUID) -> Gone:
    referral, later = work.session.get_one(Referral, referral_id), _later(work, session, referral_id)
    here = f"/tafel/{session.id}"
    if later:
        return _on_later(work, later, here, referral)
    case = f"/aanmeldingen/{referral_id}"
    said = _("%(number)s staat niet meer op deze dagorde.", number=referral.number)
    if referral.stage == Stage.REOPENED:
        said = _("%(number)s staat niet meer op deze dagorde. Jij beslist, op haar pagina.", number=referral.number)
    return Gone(here, said, case, _("Naar de aanmelding"))


def _for_partner(work: Work, session: Session, own: Collection[UUID], referral_id: UUID) -> Gone | None:
    card, gate = work.session.get(TableCard, referral_id), gate_of(work, referral_id)
    if card is None or card.approved_at is None or not any(gate.gets(one) != Gets.NOTHING for one in own):
        return None
    referral, later = work.session.get_one(Referral, referral_id), _later(work, session, referral_id)
    here = f"/tafel/{session.id}"
    if later and _sees(work, later[1].id, referral_id):
        return _on_later(work, later, here, referral)
    return Gone(here, _("%(number)s staat niet meer op deze dagorde.", number=referral.number))


def _later(work: Work, session: Session, referral_id: UUID) -> tuple[AgendaItem, Session] | None:
    """On which other agenda it stands now."""
    found = work.session.exec(
        select(AgendaItem, Session)
        .join(Session, col(Session.id) == col(AgendaItem.session_id))
        .where(AgendaItem.referral_id == referral_id, AgendaItem.state == AgendaState.ON_AGENDA)
        .where(AgendaItem.session_id != session.id, col(Session.cancelled_at).is_(None))
    ).first()
    return (found[0], found[1]) if found else None


def _on_later(work: Work, later: tuple[AgendaItem, Session], here: str, referral: Referral) -> Gone:
    item, session = later
    day = date_words(brussels_date(session.at), brussels_date(work.now))
    said = (
        _("%(number)s is verschoven naar de zitting van %(day)s.", number=referral.number, day=day)
        if item.reason == AgendaReason.POSTPONED
        else _("%(number)s staat nu op de dagorde van %(day)s.", number=referral.number, day=day)
    )
    return Gone(here, said, f"/tafel/{session.id}/zaak/{referral.id}", _("Bekijk ze daar"))


def _sees(work: Work, session_id: UUID, referral_id: UUID) -> bool:
    try:
        case_on(board(work, session_id, whole=False), referral_id)
    except (NotFound, NotAllowed):
        return False
    return True


def where_it_lies(work: Work, referral_id: UUID) -> str:
    """The page at a table on which the asker reads this case now; "" for none."""
    wanted = (
        select(AgendaItem.session_id)
        .join(Session, col(Session.id) == col(AgendaItem.session_id))
        .where(AgendaItem.referral_id == referral_id, col(Session.cancelled_at).is_(None))
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
        .order_by(col(AgendaItem.added_at).desc())
    )
    session_id = work.session.exec(wanted.limit(1)).first()
    return f"/tafel/{session_id}/zaak/{referral_id}" if session_id and _sees(work, session_id, referral_id) else ""


def _own_decline(work: Work, own: Collection[UUID], referral_id: UUID) -> Gone | None:
    """Its own answer it reads on, and nothing of the card."""
    decline_id = declined_sight.last_of(work, own, referral_id)
    if decline_id is None:
        return None
    page = f"/partner/weigeringen/{decline_id}"
    return Gone(page, _("Jullie namen deze vraag niet op."), page, _("Bekijk jullie antwoord"))


def _own_track(work: Work, own: Collection[UUID], referral_id: UUID) -> Gone | None:
    of_mine = select(Track.id).where(
        Track.referral_id == referral_id, col(Track.organisation_id).in_(own), col(Track.due_at).is_not(None)
    )
    track_id = work.session.exec(of_mine.limit(1)).first()
    if track_id is None:
        return None
    page = f"/trajecten/{track_id}"
    return Gone(
        page, _("Deze vraag ligt niet meer op tafel: het is nu jullie traject."), page, _("Naar jullie traject")
    )
