"""The tour of the demonstration: two youngsters from a worry to the year's figures, and which step comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import DayUnit, brussels_date, midnight, school_year_of
from hub.dispatch.clarify_tables import Question
from hub.dispatch.mailed.weekly_tables import WeeklyLetter
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import LIVE_CLAIM, AgendaItem, AgendaState, Claim, Track
from hub.dispatch.tables import Referral, Youngster
from hub.home.demo_examples import FORM, MAIL, SENDER
from hub.home.demo_script import SCRIPT, SHARES, Do, Step
from hub.intake.tables import RawMail
from hub.monitoring.tables import ReferralFact
from hub.monitoring.weekly import TUESDAY, monday_of, weekly_at
from hub.store import Work
from hub.wording import N_, _

POST = "/demo/post"
WRITE_SAM = f"{POST}?voorbeeld=sam#schrijf"
# Where the guide stands: Sam's mail is on its way, the figures were opened, the tour was read to its end.
SENT, LAST, OVER = "sam-verstuurd", "cijfers", "voorbij"
ASKED, GIVEN_BACK = timedelta(days=7), timedelta(days=28)  # after the agreed start, and after that


@dataclass(frozen=True)
class Way:
    """How far one of the two youngsters came; the newest that a visitor referred."""

    case: Referral | None = None
    asked: bool = False
    answered: bool = False
    claims: int = 0
    tracks: int = 0
    session: str = ""  # the address of its case at the table
    start: date | None = None
    shut: bool = False  # it lies on the table, and no partner may read it yet
    again: bool = False  # back on an agenda after it came back

    @property
    def page(self) -> str:
        return f"/aanmeldingen/{self.case.id}" if self.case else ""

    @property
    def number(self) -> str:
        return self.case.number if self.case else ""

    @property
    def came_back(self) -> bool:
        return bool(self.case and self.case.reopened_for)


def steps(work: Work, program: str, at: str = "") -> list[Step]:
    """Every step with how it stands with this visitor. `program` is how the visitor calls the hub's command, `at` where
    the guide at the foot of the pages stands."""
    noor = _way(work, _noor(work))
    sam = _way(work, _sam(work, noor.case))
    how = _at_the_front_door(noor, sam, at) | _at_the_table(noor, sam) | _afterwards(work, noor, sam, program, at)
    return [replace(step, **how[step.slug]) for step in SCRIPT]


def next_of(found: Sequence[Step]) -> int:
    """Where the first step stands that was not taken; beyond the last one when all were."""
    return next((at for at, step in enumerate(found) if not step.done), len(found))


def _at_the_front_door(noor: Way, sam: Way, at: str) -> dict[str, dict[str, Any]]:
    by_mail: dict[str, Any] = {"to": WRITE_SAM, "done": bool(sam.case), "number": sam.number}
    if at == SENT:
        by_mail |= {"note": _("De e-mail is onderweg. Nog enkele seconden."), "do": ()}
        by_mail["to"] = WRITE_SAM if sam.case else ""
    return {
        "noor": {"to": "/demo/voorbeeld", "done": bool(noor.case), "number": noor.number},
        "sam": by_mail,
        "vraag": {"to": noor.page, "done": noor.asked},
        "antwoord": {"to": f"{POST}?aan={SENDER}" if noor.asked else "", "done": noor.answered},
    }  # fmt: skip


def _at_the_table(noor: Way, sam: Way) -> dict[str, dict[str, Any]]:
    return {
        "noor-op-tafel": _put(noor),
        "sam-op-tafel": _put(sam),
        "nadia": {"to": noor.session, "done": noor.claims > 0},
        "tom": {"to": sam.session, "done": sam.claims > 0},
        "fien": {"to": sam.session if sam.claims else "", "done": sam.claims > 1},
        "noor-bevestigd": {"to": f"{noor.session}#opnames" if noor.claims else "", "done": noor.tracks > 0},
        "sam-bevestigd": {"to": f"{sam.session}#opnames" if sam.claims > 1 else "", "done": sam.tracks > 1},
    }


def _put(way: Way) -> dict[str, Any]:
    """On the table, where partners can read the card: else back to who knows and agrees."""
    if not (way.session and way.shut):
        return {"to": way.page, "done": bool(way.session)}
    return {
        "to": f"{way.page}/tafelkaart#delen", "do": (*SHARES, Do("press", N_("Leg dit vast"))), "missing":
        _("Partners lezen de kaart nog niet: vul in wie het weet en wie akkoord gaat."),
    }  # fmt: skip


def _afterwards(work: Work, noor: Way, sam: Way, program: str, at: str) -> dict[str, dict[str, Any]]:
    without = _("Kijk bij Aanmeldingen: zonder hen telde het jaar er %(number)s.", number=_without(work, noor, sam))
    return {
        "stil": {"done": noor.came_back, "commands": _later(work, noor.start, program)},
        "terug": {"to": "/vandaag" if noor.came_back else "", "done": noor.again},
        "cijfers": {
            "to": "/schooljaar" if noor.came_back else "",
            "done": noor.again and at in (LAST, OVER),
            "note": without,
        },
    }


def _later(work: Work, start: date | None, program: str) -> tuple[str, ...]:
    """The commands that do what is due later, on days on which somebody is asked something."""
    if start is None:
        return ()
    # Somebody who walked here before had the letters of these weeks already.
    weeks = sa.select(col(WeeklyLetter.week)).where(col(WeeklyLetter.week) > start)
    written = set(work.session.execute(weeks).scalars())
    asked = _letter_after(start + ASKED, written)
    given_back = _letter_after(asked + GIVEN_BACK, set())
    return tuple(f"{program} follow-up --now {day}T10:00" for day in (asked, given_back))


def _letter_after(day: date, written: set[date]) -> date:
    """The day of the first letter of the week after this one that was not written, outside the school holidays."""
    while True:
        weekly = weekly_at(midnight(day), TUESDAY, DayUnit.SCHOOL_DAYS, sent=True)
        day = brussels_date(weekly.following)
        if monday_of(day) not in written:
            return day


def _noor(work: Work) -> Referral | None:
    named = (Youngster.first_name == FORM["first_name"], Youngster.last_name == FORM["last_name"])
    wanted = select(Referral).join(Youngster, col(Youngster.id) == col(Referral.youngster_id)).where(*named)
    return work.session.exec(wanted.order_by(col(Referral.created_at).desc()).limit(1)).first()


def _sam(work: Work, noor: Referral | None) -> Referral | None:
    """The one whose mail came after this Noor: a tour that begins again has both to do."""
    if noor is None:
        return None
    wanted = (
        select(Referral)
        .join(RawMail, col(RawMail.referral_id) == col(Referral.id))
        .where(RawMail.subject == MAIL["subject"], RawMail.from_address == SENDER, RawMail.outcome == "referral")
        .where(col(RawMail.stored_at) > noor.created_at)
    )
    return work.session.exec(wanted.order_by(col(RawMail.stored_at).desc()).limit(1)).first()


def _way(work: Work, case: Referral | None) -> Way:
    if case is None:
        return Way()
    asked = work.session.exec(select(Question.answered_at).where(Question.referral_id == case.id)).all()
    claims = select(sa.func.count()).where(Claim.referral_id == case.id, sa.text(LIVE_CLAIM))
    tracks = work.session.exec(select(Track).where(Track.referral_id == case.id)).all()
    laid = (
        select(AgendaItem.session_id)
        .where(AgendaItem.referral_id == case.id, AgendaItem.state != AgendaState.PROPOSED)
        .order_by(col(AgendaItem.added_at))
    )
    sessions = work.session.exec(laid).all()
    session = next(iter(sessions), None)
    return Way(
        case, bool(asked), any(asked), work.session.exec(claims).one(), len(tracks),
        f"/tafel/{session}/zaak/{case.id}" if session else "", tracks[0].agreed_start if tracks else None,
        bool(session) and gate_of(work, case.id).shut, len(sessions) > 1,
    )  # fmt: skip


def _without(work: Work, noor: Way, sam: Way) -> int:
    """How many referrals of this school year the figures of their hub count besides these two."""
    own = [way.case.id for way in (noor, sam) if way.case]
    hubs = [way.case.hub_id for way in (noor, sam) if way.case]
    year = school_year_of(brussels_date(work.now)).start_year
    counted = select(sa.func.count()).select_from(ReferralFact).where(
        ReferralFact.school_year == year, col(ReferralFact.hub_id).in_(hubs), col(ReferralFact.referral_id).not_in(own)
    )  # fmt: skip
    return work.session.exec(counted).one()
