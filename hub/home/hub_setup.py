"""Operations on a hub itself: making one, how people reach it, where its mail comes in, which area it serves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, places
from hub.asker import Role
from hub.dispatch.table_tables import DispatchTable
from hub.faults import Faults
from hub.hubs import Hub, HubInbox, HubMunicipality, HubNumber, all_hubs, first_hub
from hub.intake import quick_answers
from hub.partners.naming import names
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.desk import add_person
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import N_, _, sort_key

PREFIX = re.compile(r"[A-Z]{2,6}")
STAGES = {
    "agreed": N_("overeenkomst"),
    "in_talks": N_("in gesprek"),
    "on_hold": N_("even stil"),
    "ended": N_("gestopt"),
}
TUESDAY = 1
LONGEST_CRISIS = timedelta(days=366)


@dataclass(frozen=True)
class HubData:
    """What is typed about a hub."""

    name: str
    number_prefix: str
    email: str = ""
    phone: str = ""
    reading_hours: str = ""
    turn_to: str = ""


def make_hub(work: Work, data: HubData, inbox: str, slug: str | None = None) -> Hub:
    """A hub that can work: with an inbox, an organisation of its own and a dispatch table. Asks no right."""
    checked, address = _checked(work, data, None, inbox)
    known = all_hubs(work.session)
    hub = Hub(
        position=max((one.position for one in known), default=0) + 1, slug=slug or _free_slug(checked.name, known),
        name=checked.name, number_prefix=checked.number_prefix, email=checked.email or address, phone=checked.phone,
        reading_hours=checked.reading_hours, turn_to=checked.turn_to, created_at=work.now,
    )  # fmt: skip
    work.session.add(hub)
    work.flush(clash=_("Er is al een meldpunt met deze naam of letters."))
    own = Organisation(
        kind=OrganisationKind.HUB, email=hub.email, kept_by=hub.id, created_at=work.now, **names(hub.name, None)
    )  # fmt: skip
    work.session.add_all([HubInbox(address=address, hub_id=hub.id), own])
    work.flush(clash=_("Er is al een organisatie met deze naam."))
    work.session.add(HubPartner(hub_id=hub.id, organisation_id=own.id))
    work.session.add(DispatchTable(hub_id=hub.id, name=_("Dispatchtafel"), weekday=TUESDAY))
    work.session.flush()
    quick_answers.begin_with(work, hub)
    ledger.write(work, "hub.make", "hub", hub.id, hub_id=hub.id)
    return hub


def may_make_hub(work: Work) -> bool:
    """Whether the asker keeps the first hub, and so the installation."""
    return first_hub(work.session).id in work.asker.hubs_as(Role.ADMINISTRATOR)


def open_hub(work: Work, data: HubData, inbox: str) -> Hub:
    """A further hub; whoever makes it is its first administrator. For the administrators of the first hub."""
    require(work.asker, Right.MAKE_HUB)
    if not may_make_hub(work):
        raise NotFound
    hub = make_hub(work, data, inbox)
    maker = work.session.get_one(Person, work.asker.person_id)
    add_person(work, maker.name, maker.email, Role.ADMINISTRATOR, hub_id=hub.id)
    return hub


def change_hub(work: Work, hub_id: UUID, data: HubData) -> Hub:
    """How the hub is called and reached. Its letters stay once a number with them was given."""
    hub = take_hub(work, hub_id)
    checked, _address = _checked(work, data, hub, None)
    old_name = hub.name
    hub.name, hub.email, hub.phone = checked.name, checked.email, checked.phone
    hub.reading_hours, hub.number_prefix = checked.reading_hours, checked.number_prefix
    hub.turn_to = checked.turn_to
    work.flush(clash=_("Er is al een meldpunt met deze letters."))
    own = work.session.exec(
        select(Organisation)
        .where(Organisation.kept_by == hub.id, Organisation.kind == OrganisationKind.HUB)
        .where(Organisation.name == old_name)
    ).first()
    if own:
        own.sqlmodel_update(names(hub.name, own.nis))
        work.flush(clash=_("Er is al een organisatie met deze naam."))
    ledger.write(work, "hub.change", "hub", hub.id, hub_id=hub.id)
    return hub


def set_crisis(work: Work, hub_id: UUID, first: date | None, last: date | None) -> Hub:
    """The days of the hub's crisis mode, both included; None for none. What came in during it stays marked so.

    Invalid with a sentence at "crisis_from" or "crisis_until".
    """
    hub = take_hub(work, hub_id)
    errors = {}
    if (first is None) != (last is None):
        errors["crisis_until" if last is None else "crisis_from"] = _("Kies een eerste en een laatste dag.")
    elif first and last and last < first:
        errors["crisis_until"] = _("De laatste dag ligt voor de eerste.")
    elif first and last and last - first > LONGEST_CRISIS:
        errors["crisis_until"] = _("Dat is langer dan een jaar. Kies een dag die dichterbij ligt.")
    if errors:
        raise Invalid(errors)
    hub.crisis_from, hub.crisis_until = first, last
    work.session.flush()
    ledger.write(
        work, "hub.crisis", "hub", hub.id, hub_id=hub.id, first=str(first or ""), last=str(last or "")
    )  # fmt: skip
    return hub


def set_levels(work: Work, hub_id: UUID, *, primary: bool, turn_to: str) -> Hub:
    """Whether the hub takes referrals from primary education, and where to turn when it does not. Invalid for too much
    text."""
    hub = take_hub(work, hub_id)
    faults = Faults()
    said = faults.text("primary_turn_to", turn_to, at_most=500)
    faults.tell()
    hub.primary_education, hub.primary_turn_to = primary, said
    work.session.flush()
    ledger.write(work, "hub.levels", "hub", hub.id, hub_id=hub.id, primary=primary)
    return hub


def set_weekly_day(work: Work, hub_id: UUID, weekday: int) -> Hub:
    """On which day partners get their letter of the week, 0 for Monday; from the next letter on. Invalid at weekly_day
    for a day on which nobody works."""
    hub = take_hub(work, hub_id)
    if weekday not in range(5):
        raise Invalid({"weekly_day": _("Kies een dag.")})
    hub.weekly_day = weekday
    work.session.flush()
    ledger.write(work, "hub.weekly_day", "hub", hub.id, hub_id=hub.id, weekday=weekday)
    return hub


def add_inbox(work: Work, hub_id: UUID, typed: str) -> None:
    """An address on which the hub receives mail; the first one is the address to which people answer."""
    hub = take_hub(work, hub_id)
    faults = Faults()
    address = _inbox(work, faults, typed)
    faults.tell()
    last = work.session.exec(select(sa.func.max(HubInbox.position)).where(HubInbox.hub_id == hub.id)).one()
    work.session.add(HubInbox(address=address, hub_id=hub.id, position=0 if last is None else last + 1))
    work.flush(clash=_("Dit adres hoort al bij een meldpunt."))
    ledger.write(work, "hub.inbox_add", "hub", hub.id, hub_id=hub.id)


def drop_inbox(work: Work, hub_id: UUID, address: str) -> None:
    """Mail to this address no longer counts as this hub's. Refused for the last one: answers have to come somewhere."""
    hub = take_hub(work, hub_id)
    known = inboxes_of(work, hub.id)
    gone = next((one for one in known if one.address == address), None)
    if gone is None:
        raise NotFound
    if len(known) == 1:
        raise Refused(_("Een meldpunt heeft minstens één e-mailadres. Voeg eerst een ander toe."))
    work.session.delete(gone)
    work.session.flush()
    ledger.write(work, "hub.inbox_drop", "hub", hub.id, hub_id=hub.id)


def add_municipalities(work: Work, hub_id: UUID, codes: Sequence[str]) -> int:
    """Municipalities (NIS codes) that the hub serves from now on; returns how many were new."""
    hub = take_hub(work, hub_id)
    if not codes or any(not places.exists(nis) for nis in codes):
        raise Invalid({"nis": _("Kies minstens één gemeente uit de lijst.")})
    known = {one.nis for one in municipalities_of(work, hub.id)}
    new = [nis for nis in dict.fromkeys(codes) if nis not in known]
    work.session.add_all([HubMunicipality(hub_id=hub.id, nis=nis) for nis in new])
    work.flush()
    ledger.write(work, "hub.municipalities_add", "hub", hub.id, hub_id=hub.id, nis=new)
    return len(new)


def set_stage(work: Work, hub_id: UUID, nis: str, stage: str) -> None:
    """How far the agreement with a municipality stands."""
    hub = take_hub(work, hub_id)
    if stage not in STAGES:
        raise Invalid({"stage": _("Kies hoever de overeenkomst staat.")})
    work.found(HubMunicipality, (hub.id, nis)).stage = stage
    work.session.flush()
    ledger.write(work, "hub.municipality_stage", "hub", hub.id, hub_id=hub.id, nis=nis, stage=stage)


def drop_municipality(work: Work, hub_id: UUID, nis: str) -> None:
    hub = take_hub(work, hub_id)
    work.session.delete(work.found(HubMunicipality, (hub.id, nis)))
    work.session.flush()
    ledger.write(work, "hub.municipality_drop", "hub", hub.id, hub_id=hub.id, nis=nis)


def take_hub(work: Work, hub_id: UUID) -> Hub:
    """The hub, held for this unit of work, for who manages it; NotFound for the administrator of another hub."""
    require(work.asker, Right.MANAGE, hub_id)
    found = work.session.exec(
        select(Hub).where(Hub.id == hub_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found


def inboxes_of(work: Work, hub_id: UUID) -> Sequence[HubInbox]:
    return work.session.exec(
        select(HubInbox).where(HubInbox.hub_id == hub_id).order_by(col(HubInbox.position), col(HubInbox.address))
    ).all()


def municipalities_of(work: Work, hub_id: UUID) -> Sequence[HubMunicipality]:
    return work.session.exec(select(HubMunicipality).where(HubMunicipality.hub_id == hub_id)).all()


def prefix_is_used(work: Work, hub_id: UUID) -> bool:
    """Whether a number with the hub's letters was given."""
    return work.session.exec(select(HubNumber.given).where(HubNumber.hub_id == hub_id).limit(1)).first() is not None


def _checked(work: Work, data: HubData, hub: Hub | None, inbox: str | None) -> tuple[HubData, str]:
    faults = Faults()
    prefix = faults.line("number_prefix", data.number_prefix.upper(), needed=_("Geef de letters van het nummer."))
    if prefix and not PREFIX.fullmatch(prefix):
        faults.say("number_prefix", _("Gebruik twee tot zes letters, zoals CM."))
    others = [one for one in all_hubs(work.session) if hub is None or one.id != hub.id]
    if any(one.number_prefix == prefix for one in others):
        faults.say("number_prefix", _("Een ander meldpunt gebruikt deze letters al."))
    if hub and prefix != hub.number_prefix and prefix_is_used(work, hub.id):
        faults.say(
            "number_prefix", _("Er zijn al nummers met %(old)s gegeven. Die letters blijven.", old=hub.number_prefix)
        )
    name = faults.line("name", data.name, needed=_("Geef het meldpunt een naam."))
    if name and (hub is None or name != hub.name) and _name_is_taken(work, name, others):
        faults.say("name", _("Deze naam bestaat al."))
    checked = HubData(
        name=name, number_prefix=prefix, email=faults.email("email", data.email),
        phone=faults.phone("phone", data.phone),
        reading_hours=faults.line("reading_hours", data.reading_hours, at_most=200),
        turn_to=faults.text("turn_to", data.turn_to, at_most=1000),
    )  # fmt: skip
    address = "" if inbox is None else _inbox(work, faults, inbox)
    faults.tell()
    return checked, address


def _name_is_taken(work: Work, name: str, others: Sequence[Hub]) -> bool:
    known = work.session.exec(select(Organisation.id).where(Organisation.name == name)).first()
    return known is not None or any(one.name == name for one in others)


def _inbox(work: Work, faults: Faults, typed: str) -> str:
    address = faults.email("inbox", typed, needed=_("Geef het e-mailadres van het meldpunt."))
    local, _at, domain = address.rpartition("@")
    address = f"{local.partition('+')[0]}@{domain}" if domain else address  # what stands after a plus is ours to use
    if work.session.get(HubInbox, address):
        faults.say("inbox", _("Dit adres hoort al bij een meldpunt."))
    return address


def _free_slug(name: str, known: Sequence[Hub]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", sort_key(name)).strip("-") or "meldpunt"
    taken = {one.slug for one in known}
    return next(slug for n in range(1, len(taken) + 2) if (slug := words if n == 1 else f"{words}-{n}") not in taken)
