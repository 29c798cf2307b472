"""As a session closes: what the table spoke of, and where the rest of its agenda goes."""

from collections.abc import Collection, Sequence
from uuid import UUID

from hub import ledger
from hub.dispatch import sittings
from hub.dispatch.agendas.noting import decision
from hub.dispatch.moves import leave_agenda, rewatch, take
from hub.dispatch.reopening import add_item
from hub.dispatch.sittings import next_session
from hub.dispatch.table_tables import (
    AgendaItem,
    AgendaReason,
    AgendaState,
    DispatchTable,
    Session,
)
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

POSTPONED = N_("Verschoven op de dagorde.")
NOT_REACHED = N_("Niet aan bod gekomen.")


def spoken_of(items: Sequence[AgendaItem], named: Collection[UUID] | None) -> set[UUID]:
    """The cases of these items of which the table spoke: what was brought up, with those that the chair `named`. All of
    them where nobody was asked to name any."""
    spoken = {one.referral_id for one in items if one.began_at is not None}
    return spoken | {one.referral_id for one in items if named is None or one.referral_id in named}


def not_reached(work: Work, session: Session, items: Sequence[AgendaItem]) -> None:
    """What the table did not come to stays to do: it stands on the agenda of the next session, with what partners
    answered already. Refused where no next one is planned."""
    if not items:
        return
    kind = work.session.get_one(DispatchTable, session.table_id).kind
    later = next_session(work, session.hub_id, max(session.at, work.now), kind)
    if later is None:
        raise Refused(_("Niet alles kwam aan bod en er is geen latere zitting. Plan er eerst een."))
    for item in items:
        referral = take(work, item.referral_id)
        with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
            why = _(NOT_REACHED)
        decision(work, referral, POSTPONED, why)
        leave_agenda(work, referral)
        moved = add_item(work, referral, later.id, AgendaReason.POSTPONED, AgendaState.ON_AGENDA)
        moved.note = why
        rewatch(work, referral)
        ledger.write(
            work, "agenda.not_reached", "agenda_item", moved.id, hub_id=referral.hub_id, referral_id=referral.id,
            session=moved.session_id,
        )  # fmt: skip


def pass_on(work: Work, session: Session, proposals: Sequence[AgendaItem]) -> None:
    """Proposals go to the next session; where none is planned they lapse, for their cases are with the coordinator."""
    later = next_session(work, session.hub_id, max(session.at, work.now))
    for item in proposals:
        item.session_id, item.state = (later.id, item.state) if later else (item.session_id, AgendaState.REMOVED)
    work.session.flush()
    if later and proposals:
        sittings.changed(work, later.id)
