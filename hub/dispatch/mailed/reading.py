"""What somebody sees behind the link of a letter about the table: the cards, and what became of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.asker import Asker, AskerKind, Seat
from hub.dispatch.answering import ANSWERS, on_the_table
from hub.dispatch.house_rules import accepting, rules_sight
from hub.dispatch.house_rules.rules_tables import HouseRules
from hub.dispatch.mailed.asking_tables import TableAsking
from hub.dispatch.mailed.cards_sight import cards_for
from hub.dispatch.mailed.receivers import seat_of
from hub.dispatch.seating import levels_of, rounds_of, stands
from hub.dispatch.seen import Seen
from hub.dispatch.table_tables import AgendaItem, Claim, ClaimState, DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_by_case
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Asked:
    """Whose link it is and what it is about. From here on the holder speaks for this partner at this session."""

    link: Link
    asking: TableAsking
    partner: Organisation
    hub: Hub
    session: Session
    table: DispatchTable
    seat: Seat
    name: str  # of whoever it was mailed to; "" for a team
    answers: bool  # takes cases up
    rules: HouseRules | None  # which it has to accept first

    @property
    def own(self) -> frozenset[UUID]:
        return frozenset({self.partner.id})


@dataclass(frozen=True)
class Gone:
    """A case that the letter told of and that cannot be answered any more: why, and what was ours."""

    item_id: UUID
    number: str
    why: str
    words: str = ""  # why another one was chosen


def asked_by(work: Work, token: str) -> Asked:
    """NotFound for a link that ran out, of somebody who left, of a partner without a seat there, or of a session that
    does not take place."""
    link = links.open_link(work, token, Purpose.TABLE)
    asking = work.session.get(TableAsking, link.noun_id)
    session = work.session.get(Session, asking.session_id) if asking else None
    partner = work.session.get_one(Organisation, asking.organisation_id) if asking else None
    seat = seat_of(work, partner, link.person_id) if partner and not partner.ended_on else None
    level = levels_of(work, session).get(partner.id) if session and partner else None
    if asking is None or session is None or partner is None or seat is None or level is None or session.cancelled_at:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    person = work.session.get(Person, link.person_id) if link.person_id else None
    name = person.name if person else ""
    work.asker = Asker(
        AskerKind.LINK, person_id=link.person_id, link_id=link.id, name=name or partner.name, seats=(seat,)
    )  # fmt: skip
    waits = rules_sight.must_accept(work, session.hub_id, [partner.id])
    return Asked(
        link, asking, partner, work.session.get_one(Hub, session.hub_id), session,
        work.session.get_one(DispatchTable, session.table_id), seat, name, answers=level == ANSWERS,
        rules=rules_sight.in_force(work, session.hub_id) if waits else None,
    )  # fmt: skip


def cards_of(work: Work, asked: Asked) -> list[Seen]:
    """What the holder may read of this session now; nothing before the house rules were accepted."""
    return [] if asked.rules else cards_for(work, asked.session, asked.partner, asked.seat)


def opened(work: Work, token: str) -> Asked:
    """The holder pressed the button: it reads from here on, and the ledger keeps that."""
    asked = asked_by(work, token)
    cards = cards_of(work, asked)
    asked.asking.items = list(dict.fromkeys([*asked.asking.items, *(case.item_id for case in cards)]))
    work.session.flush()
    ledger.write(
        work, "table.read_by_link", "session", asked.session.id, hub_id=asked.hub.id, organisation=asked.partner.id,
        cards=len(cards),
    )  # fmt: skip
    return asked


def accept_rules(work: Work, token: str, rules_id: UUID) -> None:
    """The house rules, for this partner. Refused when a newer version was published meanwhile."""
    asked = asked_by(work, token)
    accepting.accept(work, rules_id, asked.partner.id)


def gone_from(work: Work, asked: Asked, cards: Sequence[Seen]) -> list[Gone]:
    """Of what the letter told of: that which cannot be read here any more, each in plain words."""
    here = {case.item_id for case in cards}
    missing = [one for one in asked.asking.items if one not in here]
    if not missing or asked.rules:
        return []
    rows = work.session.exec(
        select(AgendaItem, Referral)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .where(col(AgendaItem.id).in_(missing))
        .order_by(col(AgendaItem.position))
    ).all()
    claims = {
        one.referral_id: one
        for one in work.session.exec(
            select(Claim)
            .where(col(Claim.referral_id).in_([referral.id for _item, referral in rows]))
            .where(Claim.organisation_id == asked.partner.id)
            .order_by(col(Claim.made_at))
        )
    }
    rounds = rounds_of(work, [referral for _item, referral in rows])
    found = []
    for item, referral in rows:
        now, ours = rounds.get(referral.id), claims.get(referral.id)
        if ours and ours.state == ClaimState.CONFIRMED:
            why, words = _("Jullie nemen deze vraag op. De coördinator bevestigde dat."), ""
        elif ours and ours.state == ClaimState.REFUSED:
            why = _("Deze keer koos de coördinator niet voor jullie.")
            words = veil_by_case(work, referral.id)(ours.settled_note) if ours.settled_note else ""
        elif now and now.decline_of(asked.partner.id):
            why, words = _("Jullie antwoordden dat het niet lukt. Er is niets meer te doen."), ""
        elif now and now.item_id != item.id:
            why, words = (
                _("Deze vraag is verschoven naar een andere zitting. Jullie krijgen er een nieuwe e-mail over."),
                "",
            )
        elif now and referral.stage == "discussed" and not on_the_table(stands(referral, now.session), work.now):
            why, words = _("De tijd om te antwoorden is voorbij. Bel het meldpunt als je nog iets wil doen."), ""
        elif now and on_the_table(stands(referral, now.session), work.now):
            why, words = _("Deze vraag kunnen jullie nu niet lezen. Vragen? Bel het meldpunt."), ""
        else:
            why, words = _("Hierover is intussen beslist. Jullie hoeven niets meer te doen."), ""
        found.append(Gone(item.id, referral.number, why, words))
    return found
