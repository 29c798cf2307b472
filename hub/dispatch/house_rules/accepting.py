"""Publishing the house rules, and accepting them for an organisation."""

from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.asker import Role
from hub.dispatch.house_rules import rules_sight
from hub.dispatch.house_rules.rules_tables import HouseRules, RulesAccepted
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.partners.tables import HubPartner
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

LONGEST = 40_000


def publish(work: Work, hub_id: UUID, text: str, *, asks_again: bool = True) -> HouseRules:
    """A new version counts from now on. Where it asks again, partners see no cases before they accepted it.

    Invalid without a text; Refused when nothing changed.
    """
    hub = work.held(Hub, hub_id)
    require(work.asker, Right.MANAGE, hub.id)
    said = clean("text", text, needed=_("Schrijf het reglement."), at_most=LONGEST)
    last = rules_sight.in_force(work, hub.id)
    if last and last.text == said:
        raise Refused(_("Er veranderde niets aan het reglement."))
    rules = HouseRules(
        hub_id=hub.id, version=last.version + 1 if last else 1, text=said, asks_again=asks_again or last is None,
        published_at=work.now, published_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(rules)
    work.flush()
    ledger.write(work, "house_rules.publish", "house_rules", rules.id, hub_id=hub.id, version=rules.version)
    _tell_tables(work, hub.id)
    return rules


def accept(work: Work, rules_id: UUID, organisation_id: UUID) -> RulesAccepted:
    """One of its people accepts the version that counts for a partner of the hub.

    NotFound for another organisation; Refused when a newer version was published meanwhile.
    """
    rules = work.found(HouseRules, rules_id)
    if organisation_id not in work.asker.organisations_as(Role.PARTNER):
        raise NotFound
    if work.session.get(HubPartner, (rules.hub_id, organisation_id)) is None:
        raise NotFound
    if rules_sight.in_force(work, rules.hub_id) != rules:
        raise Refused(_("Er is intussen een nieuwe versie van het reglement. Lees die eerst."))
    known = work.session.get(RulesAccepted, (rules.id, organisation_id))
    if known:
        return known
    accepted = RulesAccepted(
        rules_id=rules.id, organisation_id=organisation_id, hub_id=rules.hub_id, accepted_at=work.now,
        accepted_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(accepted)
    work.flush()
    ledger.write(
        work, "house_rules.accept", "house_rules", rules.id, hub_id=rules.hub_id, organisation=organisation_id
    )  # fmt: skip
    _tell_tables(work, rules.hub_id)
    return accepted


def _tell_tables(work: Work, hub_id: UUID) -> None:
    """Boards that are open show at once who sits there now."""
    open_ones = select(Session.id).where(Session.hub_id == hub_id, col(Session.closed_at).is_(None))
    for session_id in work.session.exec(open_ones).all():
        changed(work, session_id)
