"""Drawing the network of a youngster: putting somebody in, changing it, taking it out and back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import alarm
from hub.dispatch.case_team import access
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.around import AT_MOST, KNOWS_WORDS, RELATION_WORDS, TRUSTED_WORDS, Knows, Near, Relation
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement
from hub.dispatch.moves import log, rewatch
from hub.dispatch.proposing import partners_of
from hub.dispatch.tables import Referral
from hub.faults import Faults
from hub.people.rights import Right
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Typed:
    """As it comes out of the form."""

    name: str = ""
    relation: str = ""
    role: str = ""
    organisation_id: UUID | None = None
    near: str = "2"
    trusted: str = "unknown"
    knows: str = "not_yet"
    why_not: str = ""
    email: str = ""
    phone: str = ""


def put_in(work: Work, referral_id: UUID, typed: Typed) -> NetworkPerson:
    """Invalid with a sentence for each field; Refused when the drawing is full."""
    referral = access.plan_as(work, referral_id, Right.COMPLETE)
    said = _checked(work, referral, typed)
    if len(people_of(work, referral.id)) >= AT_MOST:
        raise Refused(_("Er staan al %(most)s mensen en diensten. Haal er eerst iemand uit.", most=AT_MOST))
    made = NetworkPerson(
        hub_id=referral.hub_id, referral_id=referral.id, made_at=work.now, made_by=work.asker.person_id, **said
    )
    work.session.add(made)
    _kept(work, referral, made, "network.put_in")
    return made


def change(work: Work, referral_id: UUID, person_id: UUID, typed: Typed) -> NetworkPerson:
    referral, known = _known(work, referral_id, person_id)
    for name, value in _checked(work, referral, typed, known.id).items():
        setattr(known, name, value)
    _kept(work, referral, known, "network.change")
    return known


def take_out(work: Work, referral_id: UUID, person_id: UUID) -> NetworkPerson:
    """Refused while an agreement that is open is its own: that one would be watched for nobody."""
    referral, known = _known(work, referral_id, person_id)
    open_ones = select(PlanAgreement.id).where(PlanAgreement.member_id == known.id, PlanAgreement.stands == Stands.OPEN)
    if work.session.exec(open_ones.limit(1)).first():
        raise Refused(_("Er staat nog een afspraak open met deze persoon of dienst. Rond die eerst af."))
    known.removed_at = work.now
    _kept(work, referral, known, "network.take_out")
    return known


def put_back(work: Work, referral_id: UUID, person_id: UUID) -> NetworkPerson:
    referral, known = _known(work, referral_id, person_id)
    if known.relation == Relation.YOUNGSTER and _youngster(work, referral.id, known.id):
        raise Refused(_("De jongere staat al in het midden."))
    known.removed_at = None
    _kept(work, referral, known, "network.put_in")
    return known


def people_of(work: Work, referral_id: UUID) -> list[NetworkPerson]:
    """Who stands in the drawing, nearest first. Asks no right."""
    return list(work.session.execute(_THERE, {"case": referral_id}).scalars())


_THERE: Any = (
    sa.select(NetworkPerson)
    .where(col(NetworkPerson.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .where(col(NetworkPerson.removed_at).is_(None))
    .order_by(col(NetworkPerson.relation) != Relation.YOUNGSTER, col(NetworkPerson.near))
    .order_by(col(NetworkPerson.made_at), col(NetworkPerson.id))
)


def _known(work: Work, referral_id: UUID, person_id: UUID) -> tuple[Referral, NetworkPerson]:
    referral = access.plan_as(work, referral_id, Right.COMPLETE)
    known = work.session.get(NetworkPerson, person_id)
    if known is None or known.referral_id != referral.id:
        raise NotFound
    must_change(work, referral, known)
    return referral, known


def must_change(work: Work, referral: Referral, known: NetworkPerson) -> None:
    if not may_change(work, referral, known):
        raise NotAllowed(_("Iemand anders zette deze persoon in de tekening. Vraag het aan het meldpunt."))


def may_change(work: Work, referral: Referral, known: NetworkPerson) -> bool:
    """Somebody of a partner who directs the case changes what is its own: names and addresses of others stay shut."""
    return access.of_partner(work, referral) is None or known.made_by == work.asker.person_id


def _youngster(work: Work, referral_id: UUID, but: UUID | None) -> bool:
    return any(one.relation == Relation.YOUNGSTER and one.id != but for one in people_of(work, referral_id))


def _checked(work: Work, referral: Referral, typed: Typed, known: UUID | None = None) -> dict[str, Any]:
    faults = Faults()
    partners = {one.id: one.name for one in partners_of(work, referral.hub_id)}
    of_partner = typed.organisation_id if typed.organisation_id in partners else None
    if typed.organisation_id and not of_partner:
        faults.say("organisation", _("Kies een partner uit de lijst."))
    name = faults.line("name", typed.name)
    said: dict[str, Any] = {
        "name": name or (partners[of_partner] if of_partner else ""), "organisation_id": of_partner,
        "relation": faults.one_of("relation", typed.relation, RELATION_WORDS, _("Kies wie dat voor de jongere is.")),
        "role": faults.line("role", typed.role),
        "trusted": faults.one_of("trusted", typed.trusted, TRUSTED_WORDS, _("Kies wat de jongere zegt.")),
        "knows": faults.one_of("knows", typed.knows, KNOWS_WORDS, _("Kies of die het weet.")),
        "why_not": faults.line("why_not", typed.why_not, at_most=300),
        "email": faults.email("email", typed.email), "phone": faults.phone("phone", typed.phone),
    }  # fmt: skip
    near = faults.one_of(
        "near", typed.near, {str(int(one)) for one in Near}, _("Kies hoe dicht die bij de jongere staat.")
    )
    if not said["name"]:
        faults.say("name", _("Schrijf een voornaam, een functie of de naam van de dienst."))
    if typed.knows == Knows.NO and not said["why_not"]:
        faults.say("why_not", _("Schrijf waarom die het niet weet."))
    if typed.relation == Relation.YOUNGSTER and _youngster(work, referral.id, known):
        faults.say("relation", _("De jongere staat al in het midden."))
    faults.tell()
    return said | {"near": int(near), "why_not": said["why_not"] if typed.knows == Knows.NO else ""}


def _kept(work: Work, referral: Referral, person: NetworkPerson, act: str) -> None:
    alarm.listen(work, referral, person.role, person.why_not)
    work.flush()
    log(work, act, "network_person", person.id, referral)
    rewatch(work, referral)
