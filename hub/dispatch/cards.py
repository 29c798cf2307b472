"""Table cards: what partners read of a case. The coordinator writes and approves them, without a name in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.dispatch import identity
from hub.dispatch.case import Stage
from hub.dispatch.clarify import begin, take_as
from hub.dispatch.moves import rewatch
from hub.dispatch.names import reaches_somebody, stands_in
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaItem, AgendaState, TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.typed import clean
from hub.people.rights import Right, require
from hub.problems import Invalid
from hub.store import Work
from hub.wording import N_, _, sort_key

HOLDS_CONTACT = N_(
    "Hier staat een telefoonnummer of een e-mailadres. Laat het weg: wie het opneemt, krijgt het vanzelf."
)
LONGEST = {"initials": 30, "asked": 300, "situation": 1500, "strengths": 800}
# Belgian and Maghrebi prefixes: “De Smet” is also recognised as “Smet”, “El Amrani” as “Amrani”.
PREFIXES = frozenset(
    ("de", "den", "der", "van", "von", "la", "le", "du", "des", "el", "al", "ben", "bint", "ait", "ter", "ten", "te")
)


@dataclass(frozen=True)
class Written:
    """What the coordinator typed on a card."""

    initials: str
    asked: str
    situation: str = ""
    strengths: str = ""


def write_card(work: Work, referral_id: UUID, written: Written) -> TableCard:
    """Keep the card. What was approved before is not approved any more: partners see it again after approval.

    Writing it is part of the clarification, which begins with it if nothing else did.

    Invalid when a national register number or the youngster's own name stands in it.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    texts = checked(work, referral, written)
    if referral.stage == Stage.SUBMITTED:
        begin(work, referral)
    card = work.session.get(TableCard, referral.id)
    if card is None:
        card = TableCard(referral_id=referral.id, hub_id=referral.hub_id, written_at=work.now, version=0)
        work.session.add(card)
    for field, text in texts.items():
        setattr(card, field, text)
    card.written_at, card.written_by, card.version = work.now, work.asker.person_id, card.version + 1
    card.approved_at = card.approved_by = None
    card.before_record = False
    work.flush()
    log(work, "card.write", referral, card)
    return card


def approve_card(work: Work, referral_id: UUID) -> TableCard:
    """Let the seated partners read the card as it stands, each as far as its gate is open (`sharing`). Invalid while it
    does not say what is asked."""
    referral = take_as(work, referral_id, Right.DECIDE)
    card = work.session.get(TableCard, referral.id)
    if card is None or not card.asked:
        raise Invalid({"asked": _("Schrijf eerst wat er gevraagd wordt.")})
    checked(work, referral, Written(card.initials, card.asked, card.situation, card.strengths))
    card.approved_at, card.approved_by = work.now, work.asker.person_id
    work.flush()
    log(work, "card.approve", referral, card)
    return card


def card_of(work: Work, referral_id: UUID) -> tuple[Referral, TableCard]:
    """The case and its card, or an empty one with the initials of the name; for whoever decides at its hub."""
    referral = work.found(Referral, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    card = work.session.get(TableCard, referral.id)
    return referral, card or TableCard(
        referral_id=referral.id, hub_id=referral.hub_id, initials=_own_initials(work, referral), written_at=work.now
    )


def _own_initials(work: Work, referral: Referral) -> str:
    """To begin a card with: empty while nobody is named, so that the coordinator chooses what to write."""
    youngster = identity.youngster_of(work, referral)
    return initials_of(work, referral) if youngster is None or youngster.first_name or youngster.last_name else ""


def initials_of(work: Work, referral: Referral) -> str:
    """What a case goes by at the table: "N.E.", or what it is about when that is not one youngster with a name."""
    youngster = identity.youngster_of(work, referral)
    names = (youngster.first_name, youngster.last_name) if youngster else ("", "")
    return identity.initials_of(*names, referral.subject_kind)


def goes_by(work: Work, referral: Referral) -> str:
    """What a case goes by at the desk: as `initials_of`, or what its card says while nobody is named."""
    youngster, card = identity.youngster_of(work, referral), work.session.get(TableCard, referral.id)
    names = (youngster.first_name, youngster.last_name) if youngster else ("", "")
    return identity.goes_by(*names, referral.subject_kind, card.initials if card else "")


def checked(work: Work, referral: Referral, written: Written) -> dict[str, str]:
    """The texts of a card, trimmed, or Invalid with a sentence for each field that cannot be shown to partners."""
    errors: dict[str, str] = {}
    texts: dict[str, str] = {}
    names = names_of(work, referral)
    for field, most in LONGEST.items():
        try:
            texts[field] = clean(field, getattr(written, field), at_most=most)
        except Invalid as wrong:
            errors |= wrong.errors
            continue
        found = next(named_in(texts[field], names), None)
        if found:
            errors[field] = _("Hier staat de naam “%(name)s”. Op tafel gaan alleen initialen.", name=found)
        elif reaches_somebody(texts[field]):
            errors[field] = _(HOLDS_CONTACT)
    if not texts.get("asked", "-"):
        errors["asked"] = _("Schrijf wat er gevraagd wordt.")
    if errors:
        raise Invalid(errors)
    texts["initials"] = texts["initials"] or initials_of(work, referral)
    return texts


def names_of(work: Work, referral: Referral) -> list[str]:
    """The names by which the youngster, or another one out of the same original, could be recognised.

    Of each the first name, the family name, and that without its prefix.
    """
    youngster = identity.youngster_of(work, referral)
    return [
        name for one in (youngster, *identity.drawn_beside(work, referral)) if one for name in _names_of_one(one)
    ]  # fmt: skip


def _names_of_one(youngster: Youngster) -> list[str]:
    words = youngster.last_name.split()
    while len(words) > 1 and sort_key(words[0]) in PREFIXES:
        words = words[1:]
    return [youngster.first_name, youngster.last_name, " ".join(words)]


def named_in(text: str, names: list[str]) -> Iterator[str]:
    """The names that stand in the text as whole words, whatever their capitals and accents; “Noors” is Noor as well.

    A name of two letters only counts with its capital: “An” is a name, “an” may be a slip.
    """
    for name in filter(None, (name.strip() for name in names)):
        short = re.search(rf"\b{re.escape(name)}s?\b", text) if len(name) == 2 else None
        if short or (len(name) > 2 and stands_in(text, name)):
            yield name


def log(work: Work, act: str, referral: Referral, card: TableCard) -> None:
    """What was done with a card, for the ledger and for the tables on which it lies."""
    ledger.write(
        work, act, "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id, version=card.version
    )
    rewatch(work, referral)
    seen_elsewhere(work, referral)


def seen_elsewhere(work: Work, referral: Referral) -> None:
    """Let the tables on which its card lies know that there is something new."""
    on = select(AgendaItem.session_id).where(
        AgendaItem.referral_id == referral.id, col(AgendaItem.state) == AgendaState.ON_AGENDA
    )
    for session_id in work.session.exec(on).all():
        changed(work, session_id)
