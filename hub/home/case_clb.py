"""How a case stands with the CLB of its school, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col

from hub.dispatch import clb
from hub.dispatch.clb import ClbState, Step
from hub.dispatch.clb_answering import NEWEST, newest_of
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import N_, _

STATES: dict[str, tuple[str, str]] = {
    ClbState.UNKNOWN: ("late", N_("welk CLB?")), ClbState.ASKED: ("waits", N_("wacht op antwoord")),
    ClbState.CALL: ("late", N_("vraagt om te bellen")), ClbState.AGREED: ("course", N_("akkoord")),
    ClbState.TAKES_OVER: ("course", N_("nam de aanmelding over")), ClbState.REFUSED: ("stuck", N_("niet akkoord")),
    ClbState.WAIVED: ("late", N_("zonder akkoord, in crisismodus")),
    ClbState.WITHDRAWN: ("rest", N_("niet meer gevraagd")),
}  # fmt: skip


@dataclass(frozen=True)
class ClbCard:
    """`unreached` is the letter that did not arrive at the CLB, if one did not."""

    kind: str
    word: str
    clb: str = ""
    phone: str = ""
    question: Any = None  # its row
    unreached: Any = None


_LAST = Lookup(
    NEWEST.add_columns(col(Organisation.name).label("clb"), col(Organisation.phone).label("clb_phone")).outerjoin(
        Organisation, col(Organisation.id) == ClbQuestion.clb_id
    )
)


def asked_last(work: Work, case: Referral) -> Any:
    """The question to a CLB that counts, as a row with its CLB; None where no CLB is asked: one referred, it is about
    no pupil, or it came in before CLBs were asked."""
    rows = _LAST.ask(work.session, case=case.id) if case.clb_stands else []
    return rows[0] if rows else None


def card(question: Any, failing: Mapping[str, UUID]) -> ClbCard | None:
    """`failing` are addresses at which nothing arrives, each with the letter that shows it."""
    if question is None:
        return None
    kind, word = STATES[question.state]
    if question.state == ClbState.ASKED and question.step == Step.COORDINATOR:
        kind, word = "stuck", N_("antwoordt niet")
    unreached = failing.get(question.to_address.lower())
    return ClbCard(kind, _(word), question.clb or "", question.clb_phone or "", question, unreached)


def known_to_ask(work: Work, case: Referral) -> dict[str, str]:
    """What the form to ask a CLB opens with: whom was asked before, else the CLB of the school."""
    question = newest_of(work, case.id)
    school = work.session.get(Organisation, case.school_organisation_id) if case.school_organisation_id else None
    which = (question and question.clb_id) or (school and school.clb_id)
    found = work.session.get(Organisation, which) if which else None
    address = question.to_address if question and question.clb_id == which else ""
    return {"clb": str(found.id) if found else "", "email": address or (found.email if found else "")}


def is_asked_about(case: Referral) -> bool:
    """Whether the desk may ask a CLB, or write down what it said."""
    return case.stage in clb.ASKING and (
        case.clb_stands is not None or clb.is_asked(case.subject_kind, case.referrer_kind)
    ) and case.referrer_kind != "clb"  # fmt: skip
