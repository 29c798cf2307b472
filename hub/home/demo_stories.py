"""The ways that a case can go, as stories for the demonstration; each step is the operation that people use."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import select

from hub import links
from hub.clock import brussels_date, midnight
from hub.dispatch import agenda, cards, claims, clarify, clb_answering, clb_asking, ending, tracks
from hub.dispatch.cards import Written
from hub.dispatch.clb import ClbState
from hub.dispatch.clb_answering import Given
from hub.dispatch.codes import MainReason
from hub.dispatch.feedback import answering
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import Claim, ClaimRole, Session
from hub.home.demo_stage import Stage, Story, clock, later
from hub.home.seed import words
from hub.intake import desk as front_door
from hub.intake.draft import Draft, read_draft
from hub.intake.typed import values_in
from hub.links import Link
from hub.partners.tables import Offer
from hub.store import Work

ELS = ("Els Dierckx", "zorgcoördinator", "Sint-Jansatheneum (demo)", "school", "els@sintjans.example")
GRIET = ("Griet Somers", "trajectbegeleider", "CLB De Brug (demo)", "clb", "griet@debrug.example")
MARC = ("Marc Thys", "directeur", "Middenschool De Linde (demo)", "school", "marc.thys@delinde.example")
AMINA = ("Amina Bakkali", "jeugdwerker", "Jeugdhuis De Kade (demo)", "welfare", "amina@dekade.example")
PARTNER_OF = {
    "Individuele begeleiding": "Nadia Pauwels", "Kort traject": "Nadia Pauwels",
    "Schoolvervangend traject": "Nadia Pauwels", "Carrousel": "Tom Claes", "Gesprek en begeleiding": "Fien Maes",
    "Een buddy": "Yusuf Aydin",
}  # fmt: skip
Steps = Generator[datetime, Work, UUID]


STORY_OF = {
    MainReason.MOTIVATION: 1, MainReason.UNREACHABLE: 2, MainReason.SCHOOL_REFUSAL: 3, MainReason.EXCLUSION: 4,
    MainReason.CONFLICT: 6, MainReason.BEHAVIOUR: 7,
}  # fmt: skip


@dataclass(frozen=True)
class Who:
    """An invented youngster, who is worried about it, and what is asked of the table."""

    first_name: str = ""
    last_name: str = ""
    postcode: str = ""
    nis: str = ""
    age: int = 15
    referrer: tuple[str, str, str, str, str] = ELS
    reason: str = MainReason.TRUANCY
    structure: str = "311"
    own_story: str = ""
    subject_kind: str = "pupil"
    urgent: str = ""
    clb: str = ClbState.AGREED  # what the CLB answers, the same day; "" for nothing yet

    @property
    def story(self) -> str:
        """In the words of whoever is worried, as the reason goes."""
        return self.own_story or words.STORIES[STORY_OF.get(MainReason(self.reason), 0)]

    @property
    def situation(self) -> str:
        """Of a pupil this old, in this kind of school."""
        if self.structure == "321":
            return words.SITUATIONS[3]
        grade = "Eerste" if self.age < 14 else "Tweede" if self.age < 16 else "Derde"
        return f"{grade} graad. {self.one_of(words.SITUATIONS[:3]).partition('. ')[2]}"

    def one_of(self, among: Sequence[str]) -> str:
        """Always the same one for this youngster, and another one for most others."""
        return among[sum(map(ord, self.first_name[1:2] + self.last_name[1:2])) % len(among)]


def referred(stage: Stage, who: Who, at: datetime, *, hub: str = "dijleland") -> Steps:
    """Somebody fills in the web form, and the CLB of the school answers."""
    work = yield at
    case = by_form(stage, work, who, hub)
    if who.clb and clb_asking.open_of(work, case):
        work = yield at + timedelta(minutes=40)
        clb_answers(work, case, who.clb)
    return case


def clb_answers(work: Work, case: UUID, answer: str) -> None:
    """Griet presses the link in the letter to her CLB."""
    question = clb_asking.open_of(work, case)
    assert question is not None, "it was asked"
    link = work.session.exec(select(Link).where(Link.noun_id == question.id)).first()
    if link:  # nobody knows the CLB of some schools
        asked = clb_answering.asked_by(work, links.token_of(work, link))
        clb_answering.answer(work, asked, Given(answer, GRIET[0], "015 00 00 02"))


def by_form(stage: Stage, work: Work, who: Who, hub: str) -> UUID:
    name, function, organisation, kind, email = who.referrer
    typed = values_in({}, Draft) | {
        "referrer_name": name, "referrer_function": function, "referrer_organisation": organisation,
        "referrer_kind": kind, "referrer_email": email, "referrer_phone": "015 00 00 01",
        "urgent": "1" if who.urgent else "", "urgency_motive": who.urgent, "subject_kind": who.subject_kind,
        "clb_contact": "" if kind == "clb" else GRIET[0], "main_reason": who.reason, "story": who.story,
        "structure": who.structure,
    }  # fmt: skip
    if who.subject_kind == "pupil":
        born = date(work.now.year - who.age, 1 + len(who.last_name) % 9, 1 + len(who.first_name) * 2)
        typed |= {
            "first_name": who.first_name, "last_name": who.last_name, "birth_date": born.isoformat(),
            "postcode": who.postcode, "home_nis": who.nis,
            "school_name": organisation if kind == "school" else "Sint-Jansatheneum (demo)",
        }  # fmt: skip
    draft = read_draft(typed, brussels_date(work.now))
    referral = front_door.refer_by_form(work, stage.hub(work, hub), draft, form_key=uuid4(), browser="demo")
    return referral.id


def ended(
    stage: Stage, who: Who, at: datetime, how: Callable[[Work, UUID], object], *, talk: bool = True
) -> Story:  # fmt: skip
    """A case that the desk closes after a talk, without a table."""
    case = yield from referred(stage, who, at)
    if talk:
        work = yield later(at, 2, "10:40")
        talked(stage, work, case)
    work = yield later(at, 4, "15:05")
    stage.plays(work, "Hilde Verbist")
    how(work, case)


def talked(stage: Stage, work: Work, case: UUID) -> None:
    stage.plays(work, "Hilde Verbist")
    clarify.note_talk(
        work, case, "de zorgcoördinator en Hilde", "We bekijken samen wat er kan.",
        "De school deed al veel. Thuis is het onrustig. De leerling wil wel, maar weet niet hoe.",
    )  # fmt: skip


def on_table(
    stage: Stage, who: Who, case: UUID, at: datetime, session: UUID | None = None, *, desk: str = "Hilde Verbist"
) -> Steps:
    """The coordinator writes a table card, approves it and puts the case on an agenda; gives back its session."""
    work = yield at
    stage.plays(work, desk)
    cards.write_card(
        work, case,
        Written("", who.one_of(words.ASKED), who.situation, who.one_of(words.STRENGTHS)),
    )  # fmt: skip
    cards.approve_card(work, case)
    recording.all_agreed(work, case)
    return agenda.put_on_table(work, case, session).session_id


def to_table(stage: Stage, who: Who, at: datetime) -> Generator[datetime, Work, tuple[UUID, datetime]]:
    """From the form to the table: gives back the case and the moment at which the table sits."""
    case = yield from referred(stage, who, at)
    work = yield later(at, 2, "10:10")
    talked(stage, work, case)
    session = yield from on_table(stage, who, case, later(at, 3, "16:20"))
    work = yield later(at, 3, "16:30")
    sits = work.session.get_one(Session, session).at
    return case, sits


def claimed(stage: Stage, case: UUID, sits: datetime, offers: Sequence[str]) -> Generator[datetime, Work, list[UUID]]:
    """The first partner leads, the others join, all while the table sits."""
    made = []
    for number, offer in enumerate(offers):
        work = yield sits + timedelta(minutes=35 + number)
        stage.plays(work, PARTNER_OF[offer])
        role = ClaimRole.CO if number else ClaimRole.LEAD
        commitment = "we nemen het gesprek thuis op" if number else "wekelijks contact, op school en thuis"
        made.append(claims.claim(work, case, stage.offer(work, offer), role, commitment).id)
    return made


def confirmed(
    stage: Stage, made: Sequence[UUID], at: datetime, start: date
) -> Generator[datetime, Work, list[tuple[UUID, str]]]:
    """Hilde confirms each claim; gives back the tracks, each with the person of the partner."""
    work = yield at
    stage.plays(work, "Hilde Verbist")
    opened = []
    for claim_id in made:
        offer = work.session.get_one(Offer, work.session.get_one(Claim, claim_id).offer_id)
        opened.append((claims.confirm(work, claim_id, start).id, PARTNER_OF[offer.name]))
    return opened


def taken_up(stage: Stage, who: Who, at: datetime, offers: Sequence[str]) -> Story:
    """The whole way: table, claim, track, contacts, end, and the referrer knows."""
    case, sits = yield from to_table(stage, who, at)
    made = yield from claimed(stage, case, sits, offers)
    start = brussels_date(later(sits, 9, "09:00"))
    opened = yield from confirmed(stage, made, later(sits, 1, "11:15"), start)
    for track, person in opened:
        work = yield clock(start, "16:00")
        stage.plays(work, person)
        tracks.start(work, track, start)
    for contact in (15, 30):
        for track, person in opened:
            work = yield later(midnight(start), contact, "14:45")
            stage.plays(work, person)
            tracks.sign_of_life(work, track, "Gesprek gehad. Het gaat met vallen en opstaan.", 2)
    for track, person in opened:
        work = yield later(midnight(start), 44, "15:10")
        stage.plays(work, person)
        tracks.complete(work, track, brussels_date(work.now), "Volgt weer alle lessen.")
    work = yield later(midnight(start), 45, "10:30")
    stage.plays(work, "Hilde Verbist")
    ending.tell_referrer(work, case)
    ending.close(work, case, "Afgerond met de school.")
    work = yield later(midnight(start), 49, "11:20")
    stage.plays(work, "Hilde Verbist")
    answering.note_answer(work, case, "referrer", "yes")
