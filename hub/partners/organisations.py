"""Operations of an administrator on organisations: adding one, working with one that is there, ending it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from hub import ledger, places
from hub.clock import brussels_date
from hub.columns import table_of
from hub.faults import Faults
from hub.partners.naming import names
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require, require_any
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import N_, _, list_words, sort_key

KIND_WORDS = {
    OrganisationKind.NAFT: N_("NAFT-aanbieder"),
    OrganisationKind.WELFARE: N_("welzijnspartner"),
    OrganisationKind.SCHOOL: N_("school"),
    OrganisationKind.CLB: N_("CLB"),
    OrganisationKind.OTHER: N_("andere"),
    OrganisationKind.HUB: N_("het meldpunt zelf"),
}
# Who takes cases up; schools and CLBs refer.
TAKES_UP = frozenset({OrganisationKind.NAFT, OrganisationKind.WELFARE, OrganisationKind.OTHER, OrganisationKind.HUB})
REFERS = frozenset({OrganisationKind.SCHOOL, OrganisationKind.CLB})
CHOICES = tuple(kind for kind in KIND_WORDS if kind != OrganisationKind.HUB)
# Why an organisation cannot be deleted, by the table that still names it.
USED_AS = {
    "membership": N_("mensen met een rol, nu of vroeger"),
    "offer": N_("aanbod"),
    "free_days": N_("gesloten dagen"),
    "table_seat": N_("een zetel aan een tafel"),
    "claim": N_("opnames"),
    "decline": N_("weigeringen"),
    "track": N_("trajecten"),
    "referral": N_("aanmeldingen"),
    "organisation": N_("scholen waarvan dit het CLB is"),
    "capacity_question": N_("vragen over plaatsen"),
    "table_asking": N_("e-mails over een zitting"),
    "weekly_letter": N_("weekbrieven"),
    "clb_question": N_("vragen aan een CLB"),
    "house_rules_accepted": N_("goedgekeurde afspraken van het meldpunt"),
    "track_fact": N_("trajecten"),
    "considered": N_("vragen waarbij de tafel aan deze partner dacht"),
    "session_attendance": N_("uitnodigingen voor een zitting"),
    "sharing_ground": N_("dossiers die deze partner mag lezen"),
    "side_door": N_("aanmeldingen die deze partner zelf meebracht"),
    "minutes_brought": N_("bijdragen van deze partner in een verslag"),
    "minutes_reading": N_("verslagen die deze partner kreeg om na te lezen"),
    "minutes_agreement": N_("afspraken in een verslag"),
    "plan_agreement": N_("afspraken in een plan"),
    "case_direction": N_("dossiers met casusregie, nu of vroeger"),
    "network_person": N_("een plaats in het netwerk van een jongere"),
    "team_member": N_("een plaats in een casusteam, nu of vroeger"),
    "meeting_invitee": N_("uitnodigingen voor een cliëntoverleg"),
    "unsent_share": N_("formulieren die een collega verder invult"),
    "summer_keep": N_("aanmeldingen die deze partner een zomer houdt"),
    "consult_ask": N_("vragen om advies bij een consult"),
}


@dataclass(frozen=True)
class OrganisationData:
    """What is typed about an organisation; `place` is a postcode or the name of a municipality, or nothing."""

    name: str
    kind: str
    place: str = ""
    email: str = ""
    phone: str = ""


def add(work: Work, hub_id: UUID, data: OrganisationData) -> Organisation:
    """A new organisation, kept by this hub and working with it. Invalid with a sentence per field."""
    require(work.asker, Right.MANAGE, hub_id)
    checked = _checked(work, data, None)
    made = Organisation(kept_by=hub_id, created_at=work.now, **checked)
    work.session.add(made)
    work.flush(clash=_("Er is al een organisatie met deze naam."))
    if made.kind in TAKES_UP:
        work.session.add(HubPartner(hub_id=hub_id, organisation_id=made.id))
        work.session.flush()
    ledger.write(work, "organisation.add", "organisation", made.id, hub_id=hub_id, kind=made.kind)
    return made


def change(work: Work, organisation_id: UUID, data: OrganisationData) -> Organisation:
    """Its name, kind and how it is reached; for the hub that keeps it. The hub itself keeps its kind and name here."""
    found = take(work, organisation_id)
    own = found.kind == OrganisationKind.HUB
    checked = _checked(work, data, found)
    for field, value in checked.items():
        if not (own and field in ("name", "sort_key", "found_by", "kind")):
            setattr(found, field, value)
    if found.kind != OrganisationKind.SCHOOL:
        found.clb_id = None
    if found.kind != OrganisationKind.CLB:
        work.session.execute(sa.update(Organisation).where(col(Organisation.clb_id) == found.id).values(clb_id=None))
    work.flush(clash=_("Er is al een organisatie met deze naam."))
    if found.kind in TAKES_UP and not work.session.get(HubPartner, (found.kept_by, found.id)):
        work.session.add(HubPartner(hub_id=found.kept_by, organisation_id=found.id))
        work.session.flush()
    ledger.write(work, "organisation.change", "organisation", found.id, hub_id=found.kept_by, kind=found.kind)
    return found


def work_with(work: Work, hub_id: UUID, organisation_id: UUID) -> Organisation:
    """A hub works with an organisation that another hub keeps: it may get a seat at this hub's table."""
    require(work.asker, Right.MANAGE, hub_id)
    found = work.found(Organisation, organisation_id)
    if found.kind not in TAKES_UP or found.ended_on or found.kind == OrganisationKind.HUB:
        raise Refused(_("Met deze organisatie kan je geen vragen delen: ze neemt er geen op, of ze is gestopt."))
    if not work.session.get(HubPartner, (hub_id, found.id)):
        work.session.add(HubPartner(hub_id=hub_id, organisation_id=found.id))
        work.flush()
        ledger.write(work, "organisation.work_with", "organisation", found.id, hub_id=hub_id)
    return found


def end(work: Work, organisation_id: UUID) -> Organisation:
    """It takes part no longer: its offers stop. What else hangs on it ends with the operation around this one."""
    found = take(work, organisation_id)
    if found.kind == OrganisationKind.HUB:
        raise Refused(_("Dit is het meldpunt zelf. Dat stopt niet zolang het meldpunt werkt."))
    if found.ended_on:
        raise Refused(_("Deze organisatie is al gestopt."))
    found.ended_on = brussels_date(work.now)
    offers = select(Offer.id).where(Offer.organisation_id == found.id).order_by(col(Offer.id))
    work.session.exec(offers.with_for_update(key_share=True)).all()  # in this order, like whoever gives places back
    work.session.execute(sa.update(Offer).where(col(Offer.organisation_id) == found.id).values(active=False))
    ledger.write(work, "organisation.end", "organisation", found.id, hub_id=found.kept_by)
    work.session.flush()
    return found


def take_back(work: Work, organisation_id: UUID) -> Organisation:
    """It takes part again; offers, seats and people are set up anew."""
    found = take(work, organisation_id)
    found.ended_on = None
    ledger.write(work, "organisation.take_back", "organisation", found.id, hub_id=found.kept_by)
    work.session.flush()
    return found


def remove(work: Work, organisation_id: UUID) -> str:
    """Delete an organisation that nothing speaks of, and give its name. Refused in words that say what still does."""
    found = take(work, organisation_id)
    if found.kind == OrganisationKind.HUB:
        raise Refused(_("Dit is het meldpunt zelf. Dat kan je niet verwijderen."))
    used = uses(work, found.id)
    if used:
        raise Refused(
            _("Je kan %(name)s niet verwijderen: er zijn nog %(what)s. Laat de organisatie stoppen.",
              name=found.name, what=list_words(used))
        )  # fmt: skip
    work.session.execute(sa.delete(HubPartner).where(col(HubPartner.organisation_id) == found.id))
    ledger.write(work, "organisation.remove", "organisation", found.id, hub_id=found.kept_by)
    work.session.delete(found)
    work.flush(clash=_("Iemand gebruikte deze organisatie net. Laat ze stoppen."))
    return found.name


def uses(work: Work, organisation_id: UUID) -> list[str]:
    """What still speaks of an organisation, in words; every table that points to it counts."""
    tables = {
        column.table
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.references(table_of(Organisation).c.id) and table.name != "hub_partner"
        and work.session.execute(sa.select(sa.literal(1)).where(column == organisation_id).limit(1)).first()
    }  # fmt: skip
    return sorted({_(USED_AS.get(table.name, "andere gegevens")) for table in tables})


def take(work: Work, organisation_id: UUID) -> Organisation:
    """The organisation, held for this unit of work, for the administrator of the hub that keeps it."""
    hubs = require_any(work.asker, Right.MANAGE)
    found = work.session.exec(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if found is None or found.kept_by not in hubs:
        raise NotFound
    return found


def _checked(work: Work, data: OrganisationData, but: Organisation | None) -> dict[str, Any]:
    faults = Faults()
    name = faults.line("name", data.name, needed=_("Geef de organisatie een naam."))
    if but is None or but.kind != OrganisationKind.HUB:
        faults.one_of("kind", data.kind, set(CHOICES), _("Kies wat voor organisatie het is."))
    place = faults.line("place", data.place)
    email = faults.email("email", data.email)
    phone = faults.phone("phone", data.phone)
    nis = _municipality(faults, place)
    _its_own_name(work, faults, name, data.kind, nis, but)
    faults.tell()
    address = (but.street, but.postcode) if but else ()
    return {"kind": data.kind, "nis": nis, "email": email, "phone": phone, **names(name, nis, *address)}


def _its_own_name(
    work: Work, faults: Faults, name: str, kind: str, nis: str | None, but: Organisation | None
) -> None:  # fmt: skip
    """Who takes cases up bears a name of its own. Schools of one name are told apart by their municipality or, where
    the official list brought them, by their numbers."""
    if but and but.institution_number:
        return
    same = select(Organisation.id).where(sa.func.lower(Organisation.name) == name.lower())
    if kind in REFERS:
        same = same.where(col(Organisation.kind).in_(REFERS), col(Organisation.nis).is_not_distinct_from(nis))
    else:
        same = same.where(col(Organisation.kind).not_in(REFERS))
    if any(twin != (but and but.id) for twin in work.session.exec(same).all()):
        faults.say("name", _("Er is al een organisatie met deze naam."))


def _municipality(faults: Faults, typed: str) -> str | None:
    """The one municipality that is meant; a postcode with two asks for the name."""
    if not typed:
        return None
    found = places.by_postcode(typed) or places.search(typed)
    exact = [one for one in found if sort_key(one.name_nl) == sort_key(typed)]
    if len(exact or found) == 1:
        return (exact or found)[0].nis
    if not found:
        faults.say("place", _("We kennen deze gemeente niet. Geef een postcode of de naam van een gemeente."))
    else:
        faults.say("place", _("Bedoel je %(names)s? Typ de naam.", names=list_words([str(one) for one in found[:4]])))
    return None
