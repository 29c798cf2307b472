"""Straight to a partner: in crisis mode whoever refers asks partners itself, and the coordinator reads along."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import clb, clb_answering, identity, moves, proposed
from hub.dispatch.case import Move
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED, STRUCTURE_WORDS, MainReason, SubjectKind
from hub.dispatch.consent import clb_agrees
from hub.dispatch.fitting.fit import Need, Verdict
from hub.dispatch.mailed import proposals
from hub.dispatch.matching import Found, fits_at, need_of, on_offer
from hub.dispatch.proposing import in_short, partners_of
from hub.dispatch.table_tables import ClaimRole, TableCard, Track
from hub.dispatch.tables import Message, Referral
from hub.hubs import Hub, in_crisis
from hub.lookups import Lookup
from hub.partners.tables import Capacity, HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, may
from hub.problems import Invalid
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, list_words, use_language

FIELD = "straight"  # of the form
MOST = 3
OPEN_FOR_MORE = (Capacity.HAS, Capacity.ASSESS)


@dataclass(frozen=True)
class Choice:
    """An offer that can be asked now, in words for whoever refers."""

    id: UUID
    offer: str
    partner: str
    ages: tuple[int, int]
    is_naft: bool


_P, _O, _F = table_of(HubPartner), table_of(Organisation), table_of(Offer)
_CHOICES = Lookup(
    sa.select(
        _P.c.hub_id, _F.c.id, _F.c.name, _O.c.name.label("partner"), _O.c.id.label("partner_id"), _F.c.age_from,
        _F.c.age_to, _F.c.is_naft,
    )
    .select_from(_P)
    .join(_O, _O.c.id == _P.c.organisation_id)
    .join(_F, _F.c.organisation_id == _O.c.id)
    .where(
        _P.c.hub_id.in_(sa.bindparam("hubs", expanding=True)), _O.c.kind != OrganisationKind.HUB.value,
        _O.c.ended_on.is_(None), _F.c.active, _F.c.capacity.in_([one.value for one in OPEN_FOR_MORE]),
        sa.or_(_F.c.places.is_(None), _F.c.taken < _F.c.places),
    )
    .order_by(_O.c.sort_key, _O.c.id, _F.c.name)
)  # fmt: skip


def choices(work: Work, hubs: Sequence[Hub]) -> dict[UUID, list[Choice]]:
    """What the partners of each of these hubs have place for, by partner, in one question; nothing outside crisis mode,
    or for who may not ask."""
    today = brussels_date(work.now)
    open_ones = [one.id for one in hubs if in_crisis(one, today)] if may(work.asker, Right.ASK_STRAIGHT) else []
    rows = _CHOICES.ask(work.session, hubs=open_ones) if open_ones else []
    own = work.asker.organisations_as(Role.PARTNER)
    found: dict[UUID, list[Choice]] = {hub.id: [] for hub in hubs}
    for row in rows:
        if row.partner_id not in own:
            ages = (row.age_from, row.age_to)
            found[row.hub_id].append(Choice(row.id, row.name, row.partner, ages, row.is_naft))
    return found


def send(work: Work, referral: Referral, offer_ids: Sequence[UUID]) -> list[Track]:
    """Ask these partners at once about a referral that just came in, in the order in which they were chosen: the first
    leads, the others join. They read a card of facts without a name and nothing that was typed.

    Invalid as `chosen` says.
    """
    hub = work.session.get_one(Hub, referral.hub_id)
    known = referral.referrer_confirmed_at is not None
    reasons = (referral.main_reason, *referral.other_reasons)
    asking = Asking(need_of(work, referral), reasons, referral.subject_kind, known)
    offers = chosen(work, hub, asking, offer_ids)
    with use_language(DEFAULT_LANGUAGE):  # partners and the desk read it, whatever the screen of the referrer speaks
        _write_card(work, referral)
    if any(one.is_naft for one in offers) and not clb_agrees(referral) and clb.is_asked(
        referral.subject_kind, referral.referrer_kind
    ):  # fmt: skip
        clb_answering.waive(work, referral)
    made = [
        proposed.propose(
            work, referral, organisation_id=one.organisation_id, offer=one,
            role=ClaimRole.CO if n else ClaimRole.LEAD,
        )
        for n, one in enumerate(offers)
    ]  # fmt: skip
    referral.straight_to_partner = True
    work.session.add(referral)
    moves.move(work, referral, Move.ASK_STRAIGHT)
    with use_language(DEFAULT_LANGUAGE):
        _say(work, referral, offers)
    for track, offer in zip(made, offers, strict=True):
        proposals.write(work, referral, track, offer.name)
    return made


@dataclass(frozen=True)
class Asking:
    """What decides whether partners may be asked straight away: what is known of the youngster, and by whom."""

    need: Need
    reasons: Sequence[str | None]
    subject_kind: str
    known: bool  # whoever refers signed in with the very address


def chosen(work: Work, hub: Hub, asking: Asking, offer_ids: Sequence[UUID]) -> list[Offer]:
    """These offers, when each may be asked. Invalid at "straight" with the first sentence that speaks against it."""
    if said := _against(work, hub, asking, offer_ids):
        raise Invalid({FIELD: said})
    fits = {offer.id: (offer, partner, fit) for offer, partner, fit in _fits(work, hub, asking.need)}
    found = [fits[one] for one in offer_ids if one in fits]
    if len(found) != len(offer_ids):
        raise Invalid({FIELD: _("Een partner die je koos, kan niet meer. Kies opnieuw.")})
    if len({partner.id for _offer, partner, _fit in found}) < len(found):
        raise Invalid({FIELD: _("Kies van één partner maar één aanbod.")})
    own = work.asker.organisations_as(Role.PARTNER)
    if any(partner.id in own for _offer, partner, _fit in found):
        raise Invalid({FIELD: _("Kwam iemand rechtstreeks bij jullie? Registreer die op jullie eigen pagina.")})
    for offer, partner, fit in found:
        if fit.verdict == Verdict.NOT:
            raise Invalid({FIELD: f"{partner.name}, {offer.name}: {in_short(fit)}."})
    return [offer for offer, _partner, _fit in found]


def _against(work: Work, hub: Hub, asking: Asking, offer_ids: Sequence[UUID]) -> str:
    if not in_crisis(hub, brussels_date(work.now)):
        return _("De crisismodus is voorbij. Haal de partners weg: het meldpunt neemt je vraag op.")
    if not asking.known:
        return _("Log in met je eigen e-mailadres om rechtstreeks een partner te vragen.")
    if not may(work.asker, Right.ASK_STRAIGHT):
        return _(
            "Rechtstreeks vragen kan een school, een CLB of een partner. Haal de partners weg: wij lezen je vraag."
        )
    if asking.subject_kind != SubjectKind.PUPIL:
        return _("Rechtstreeks vragen kan alleen voor één leerling.")
    if RESTRICTED.intersection(asking.reasons):
        return _("Deze reden leest alleen de coördinator. Haal de partners weg.")
    return _("Kies ten hoogste %(most)d partners.", most=MOST) if len(offer_ids) > MOST else ""


def _fits(work: Work, hub: Hub, need: Need) -> Found:
    return fits_at(on_offer(work, hub.id, partners_of(work, hub.id)), need)


def _write_card(work: Work, referral: Referral) -> None:
    """What nobody of the desk wrote: codes in words, so that no name can stand in it. The coordinator may better it."""
    reason = _(MAIN_REASON_WORDS[MainReason(referral.main_reason)]) if referral.main_reason else ""
    youngster = identity.youngster_of(work, referral)
    level = _(STRUCTURE_WORDS[referral.structure]) if referral.structure else ""
    facts = [identity.about(youngster, brussels_date(work.now)), level]
    work.session.add(
        TableCard(
            referral_id=referral.id, hub_id=referral.hub_id, written_at=work.now, approved_at=work.now,
            initials=identity.initials_of(
                youngster.first_name if youngster else "", youngster.last_name if youngster else "",
                referral.subject_kind,
            ),
            asked=_("Kunnen jullie deze jongere opnemen? Reden: %(reason)s.", reason=reason),
            situation=", ".join(one for one in facts if one),
        )
    )  # fmt: skip
    work.session.flush()


def _say(work: Work, referral: Referral, offers: Sequence[Offer]) -> None:
    """On the time line, unread: so it stands on Vandaag until somebody of the desk saw it."""
    names = [work.session.get_one(Organisation, one.organisation_id).name for one in offers]
    asked = [f"{partner} ({one.name})" for partner, one in zip(names, offers, strict=True)]
    said = _("Rechtstreeks gevraagd in crisismodus: %(partners)s.", partners=list_words(asked))
    leads = _("%(partner)s zou de leiding nemen.", partner=names[0]) if len(names) > 1 else ""
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="form",
            author_name=referral.referrer_name,
            text=f"{said} {leads}".strip(),
        )
    )  # fmt: skip
    work.session.flush()
