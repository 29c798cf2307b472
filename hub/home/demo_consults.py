"""Consults of the demonstration: one that others think about, one that became a referral, and what was learnt."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select

from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch import clarify, ending
from hub.dispatch.codes import MainReason, SubjectKind
from hub.dispatch.consult import answering, asking, becoming
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.consult.whom import whom_of
from hub.dispatch.expertise import inviting
from hub.dispatch.tables import Referral
from hub.home.demo_stage import Stage, Story, later
from hub.home.demo_stories import AMINA, Who, referred, talked
from hub.store import Work

NOBODY = Who(
    referrer=AMINA, reason=MainReason.SCHOOL_REFUSAL, subject_kind=SubjectKind.QUESTION,
    own_story="Een meisje van veertien slaapt overdag en wil niet meer buiten. Hoe begin je daarover met haar ouders?",
)  # fmt: skip
JADE = Who("Jade", "Peeters", "2800", "12025", 14, AMINA, MainReason.SCHOOL_REFUSAL)
HILDE, NADIA = "Hilde Verbist", "Nadia Pauwels"


def asked_round(stage: Stage, who: Who, at: datetime) -> Story:
    """Hilde asks two partners what they think, and waits for their answers."""
    case = yield from referred(stage, who, at)
    work = yield later(at, 1, "10:00")
    _ask(stage, work, case, who.story, "Kompas NAFT", "JAC De Haven (demo)")


def became_a_referral(stage: Stage, at: datetime) -> Story:
    """Amina asks without a name, Nadia answers, and Amina refers Jade after all."""
    case = yield from referred(stage, NOBODY, at)
    work = yield later(at, 1, "10:30")
    _ask(stage, work, case, NOBODY.story, "Kompas NAFT")
    work = yield later(at, 2, "14:10")
    stage.plays(work, NADIA)
    asked = work.session.exec(select(ConsultAsk.id).where(ConsultAsk.referral_id == case)).one()
    answering.answer(work, asked, "Vraag eerst wat thuis wel lukt. Ga langs met iemand die ze kennen.")
    work = yield later(at, 3, "09:20")
    stage.plays(work, HILDE)
    clarify.mark_read(work, case)
    ending.answer_consult(work, case, "")
    named = yield from referred(stage, JADE, later(at, 3, "16:30"))
    work = yield later(at, 4, "09:40")
    becoming.became(work, becoming.hold(work, case), work.session.get_one(Referral, named))
    work = yield later(at, 5, "11:15")
    talked(stage, work, named)
    ending.talk_was_enough(work, named, "Amina gaat langs, samen met de zorgcoördinator.")


def learnt(work: Work, case: UUID) -> None:
    """What a table took along from a case that ended."""
    inviting.learn(
        work, case, "Wie verhuist, verliest zijn mensen",
        "Geef bij een verhuis de naam van één vaste persoon door aan de nieuwe school, en bel samen.",
        ["school", "home"],
    )  # fmt: skip


def _ask(stage: Stage, work: Work, case: UUID, question: str, *partners: str) -> None:
    stage.plays(work, HILDE)
    hub_id = work.session.get_one(Referral, case).hub_id
    chosen = [one.code for one in whom_of(work, hub_id) if one.name in partners]
    asking.ask(work, case, question, chosen, add_days(brussels_date(work.now), 5, DayUnit.WORKING_DAYS))
