"""Whether a table card is open to partners, and what each of them gets (DOMAIN.md §6): pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from hub.wording import N_, _

CAPABLE_FROM = 12  # presumed: from here on the youngster agrees alone, below it the parents do
OF_AGE = 18


class About(StrEnum):
    """The values are stored."""

    INFORMED = "informed"
    SHARE = "share"
    START = "start"


class Whose(StrEnum):
    YOUNGSTER = "youngster"
    PARENTS = "parents"


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_REACHED = "not_reached"
    NOT_ASKED = "not_asked"


class How(StrEnum):
    TALK = "talk"
    PHONE = "phone"
    WRITTEN = "written"
    REFERRER = "referrer"  # whoever refers told it


class Gets(StrEnum):
    """What one partner gets of a case before it takes it up."""

    CARD = "card"  # bound by secrecy, in the same care
    AGREED = "agreed"  # not bound; the youngster agreed that it reads along
    OUTCOME = "outcome"
    NOTHING = "nothing"


SAID_WORDS = {
    Said.YES: N_("ja"), Said.NO: N_("nee"), Said.NOT_REACHED: N_("niet bereikt"), Said.NOT_ASKED: N_("niet gevraagd"),
}  # fmt: skip
HOW_WORDS = {
    How.TALK: N_("in een gesprek"), How.PHONE: N_("per telefoon"), How.WRITTEN: N_("schriftelijk"),
    How.REFERRER: N_("de aanmelder zei het"),
}  # fmt: skip
GETS_WORDS = {
    Gets.CARD: N_("leest de kaart: gebonden door beroepsgeheim"),
    Gets.AGREED: N_("leest de kaart: niet gebonden, maar de jongere is akkoord"),
    Gets.OUTCOME: N_("krijgt alleen de uitkomst en de afspraken"),
    Gets.NOTHING: N_("krijgt niets"),
}


@dataclass(frozen=True)
class Answer:
    """What counts now of what was said: about what, by whom, and how old the youngster was then."""

    about: About
    whose: Whose
    said: Said
    age: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Gate:
    """`missing`: what the file does not say yet, in sentences. `to_all`: everybody who sits there reads, for the card
    was approved before this was recorded, or it is about no one youngster."""

    missing: Sequence[str] = ()
    refused: bool = False
    to_all: bool = False
    receivers: Mapping[UUID, Gets] = field(default_factory=dict)
    shares: Answer | None = None  # who may say so answered this about sharing

    @property
    def shut(self) -> bool:
        return not self.to_all and (self.refused or bool(self.missing))

    def gets(self, organisation_id: UUID) -> Gets:
        if self.to_all:
            return Gets.CARD
        return Gets.NOTHING if self.shut else self.receivers.get(organisation_id, Gets.NOTHING)

    def reads(self, organisation_id: UUID) -> bool:
        return self.gets(organisation_id) in (Gets.CARD, Gets.AGREED)

    def keeps_from(self, organisation_id: UUID) -> bool:
        """Whether it is recorded that this partner may not read: somebody said no, or it gets less than the card."""
        less = self.receivers.get(organisation_id) in (Gets.OUTCOME, Gets.NOTHING)
        return not self.to_all and (self.refused or less)

    def keeps_all_from(self, organisation_id: UUID) -> bool:
        """Whether it is recorded that this partner gets nothing at all, not even what was agreed."""
        nothing = self.receivers.get(organisation_id) == Gets.NOTHING
        return not self.to_all and (self.refused or nothing)

    def agreed_for(self, organisation_id: UUID) -> bool:
        """Whether somebody of this partner who is not bound by secrecy reads as well: it was agreed to share, and it is
        not recorded that this partner gets less."""
        agreed = self.shares is not None and self.shares.said == Said.YES
        return agreed and self.receivers.get(organisation_id, Gets.AGREED) in (Gets.CARD, Gets.AGREED)

    def why_shut(self) -> list[str]:
        """Sentences for the coordinator; none while it is open."""
        if not self.shut:
            return []
        return [_("De jongere of de ouders willen niet dat partners dit lezen.")] if self.refused else [*self.missing]


OPEN_TO_ALL = Gate(to_all=True)


def decides(age: int | None) -> Whose:
    """Who agrees; nobody's age is asked twice: while it is not known, the youngster is presumed capable."""
    return Whose.PARENTS if age is not None and age < CAPABLE_FROM else Whose.YOUNGSTER


def wanted(age: int | None) -> list[tuple[About, Whose]]:
    """What the file must say before partners read: who was informed, and who agreed. Parents of an adult need not."""
    informed = [(About.INFORMED, Whose.YOUNGSTER)]
    if age is None or age < OF_AGE:
        informed.append((About.INFORMED, Whose.PARENTS))
    return [*informed, (About.SHARE, decides(age))]


def gate(age: int | None, answers: Iterable[Answer], receivers: Mapping[UUID, Gets]) -> Gate:
    """How it stands with a case about one youngster. What parents agreed to before a twelfth birthday holds on."""
    known = {(one.about, one.whose): one for one in answers}
    shares = _sharing(known, age)
    lacking = [what for what in wanted(age) if what not in known and not (what[0] == About.SHARE and shares)]
    missing = [MISSING[what]() for what in lacking]
    if not receivers:
        missing.append(_("Nog niet vastgelegd: op welke grond elke partner dit leest."))
    agreed = shares is not None and shares.said == Said.YES
    return Gate(
        missing=missing, refused=shares is not None and shares.said == Said.NO, shares=shares,
        receivers={
            one: Gets.OUTCOME if gets == Gets.AGREED and not agreed else gets for one, gets in receivers.items()
        },
    )  # fmt: skip


def _sharing(known: Mapping[tuple[About, Whose], Answer], age: int | None) -> Answer | None:
    own = known.get((About.SHARE, decides(age)))
    parents = known.get((About.SHARE, Whose.PARENTS))
    return own or (parents if parents and decides(parents.age) == Whose.PARENTS else None)


MISSING = {
    (About.INFORMED, Whose.YOUNGSTER): lambda: _("Nog niet vastgelegd: of de jongere weet dat partners dit lezen."),
    (About.INFORMED, Whose.PARENTS): lambda: _("Nog niet vastgelegd: of de ouders weten dat partners dit lezen."),
    (About.SHARE, Whose.YOUNGSTER): lambda: _("Nog niet vastgelegd: of de jongere akkoord gaat om te delen."),
    (About.SHARE, Whose.PARENTS): lambda: _("Nog niet vastgelegd: of de ouders akkoord gaan om te delen."),
}
