"""A letter to each organisation that has to accept the house rules, and what stands behind its link."""

from dataclasses import dataclass
from uuid import UUID

from hub import ledger, letters, links
from hub.asker import Asker, AskerKind
from hub.dispatch.house_rules import accepting, rules_sight
from hub.dispatch.house_rules.rules_tables import HouseRules
from hub.dispatch.mailed.receivers import readers_of, seat_of
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Asked:
    """Whose link it is. From here on its holder speaks for this partner."""

    link: Link
    hub: Hub
    partner: Organisation
    rules: HouseRules  # that count now, also when the letter was about an earlier version
    waits: bool


def publish(work: Work, hub_id: UUID, text: str, *, asks_again: bool = True) -> int:
    """A version that counts from now on, and a letter to everybody who has to accept it; how many partners get one."""
    rules = accepting.publish(work, hub_id, text, asks_again=asks_again)
    return sum(_tell(work, rules, partner) for partner in rules_sight.waiting(work, hub_id))


def _tell(work: Work, rules: HouseRules, partner: Organisation) -> bool:
    """Once for each version and reader. The hub's own organisation reads what it published itself."""
    found = [] if partner.kind == OrganisationKind.HUB or partner.ended_on else readers_of(work, partner)
    for one in found:
        link = links.make(work, Purpose.RULES, partner.id, hub_id=rules.hub_id, person_id=one.person_id)
        letters.write(
            work, "house_rules", one.address, once_key=f"house_rules:{rules.id}:{partner.id}:{one.person_id or '-'}",
            hub=work.session.get_one(Hub, rules.hub_id), link=link, name=one.name, partner=partner.name,
            version=rules.version,
        )  # fmt: skip
    if found:
        ledger.write(
            work, "house_rules.tell", "house_rules", rules.id, hub_id=rules.hub_id, organisation=partner.id
        )  # fmt: skip
    return bool(found)


def asked_by(work: Work, token: str) -> Asked:
    """NotFound for a link that ran out, of somebody who left, or of a partner that works no more with this hub."""
    link = links.open_link(work, token, Purpose.RULES)
    partner = work.session.get(Organisation, link.noun_id)
    works_here = link.hub_id and partner and work.session.get(HubPartner, (link.hub_id, partner.id))
    seat = seat_of(work, partner, link.person_id) if partner and not partner.ended_on else None
    rules = rules_sight.in_force(work, link.hub_id) if link.hub_id and works_here and seat else None
    if partner is None or seat is None or rules is None:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    person = work.session.get(Person, link.person_id) if link.person_id else None
    work.asker = Asker(
        AskerKind.LINK, person_id=link.person_id, link_id=link.id, name=person.name if person else partner.name,
        seats=(seat,),
    )  # fmt: skip
    waits = partner.id in rules_sight.must_accept(work, rules.hub_id, [partner.id])
    return Asked(link, work.session.get_one(Hub, rules.hub_id), partner, rules, waits)


def accept_by_link(work: Work, token: str, rules_id: UUID) -> None:
    """Refused when a newer version was published meanwhile."""
    accepting.accept(work, rules_id, asked_by(work, token).partner.id)
