"""What one act of a coordinator on a case is: what it asks, how the case stands, and which operation it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hub.dispatch.case import CaseState, Move, allowed
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.tables import Referral
from hub.people.rights import Right
from hub.store import Work
from hub.web import Form


@dataclass(frozen=True)
class Ask:
    """One field of a small form. kind: text, line, date, time, number, choice."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    optional: bool = False
    when: "Callable[[Now], bool] | None" = None  # asked only then


@dataclass(frozen=True)
class Now:
    """What decides whether an act is offered, at the start of the day `today`."""

    referral: Referral
    state: CaseState
    planned: Appointment | None
    today: date
    other_hubs: bool = False  # there is another hub that a case could be offered to

    def can(self, move: Move) -> bool:
        return move in allowed(self.state)


@dataclass(frozen=True)
class Act:
    """`run` returns what is said afterwards. group: talk, decide, end, clb, referrer, feedback; the page shows each in
    its own place."""

    slug: str
    label: str
    group: str
    offered: Callable[[Now], bool]
    run: Callable[[Work, UUID, Form], str]
    asks: tuple[Ask, ...] = ()
    intro: str = ""
    right: Right = Right.CLARIFY
    kind: str = "plain"
    # The options of a field that differ from case to case, by its name: (code, words) or (code, words, hint).
    options: Mapping[str, Callable[[Work, Referral], Sequence[tuple[str, ...]]]] = field(default_factory=dict)
    shares: bool = False  # somebody outside reads of it: the answer about sharing stands beside it
    drops_claims: bool = False  # claims that wait for the coordinator end with it, and she reads so first
    writes: bool = False  # the referrer gets a letter about it; who left no address is called
    at_once: bool = False  # asks nothing and hurts nobody: its button does it, without a page between

    @property
    def closes(self) -> bool:
        """Whether the case ends with it, so that nothing about it should be unread."""
        return self.group == "end" or self.slug in ("consult-antwoord", "afsluiten")
