"""The cases of the demonstration: last school year with each of its endings, and this year at every stage."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlmodel import select

from hub.clock import brussels_date
from hub.dispatch import appointments, claims, clarify, deciding, ending, tracks
from hub.dispatch.case import Move
from hub.dispatch.clarify_tables import Question
from hub.dispatch.codes import MainReason, SubjectKind
from hub.dispatch.feedback import answering
from hub.dispatch.table_tables import Track
from hub.home import demo_consults
from hub.home.demo_stage import Stage, Story, clock, later
from hub.home.demo_stories import (
    AMINA,
    GRIET,
    MARC,
    Who,
    claimed,
    confirmed,
    ended,
    on_table,
    referred,
    taken_up,
    talked,
    to_table,
)
from hub.home.demo_team import around
from hub.intake import desk
from hub.intake.draft import CallNote, read_note
from hub.intake.typed import values_in
from hub.store import Work

IMANE = Who("Imane", "Ouali", "2800", "12025", urgent="Ze kwam deze week geen enkele dag.")
SENNE = Who("Senne", "Wuyts", "2500", "12021", 14, GRIET, MainReason.SCHOOL_REFUSAL)
YARA = Who("Yara", "Demir", "2830", "12040", 16, MARC, MainReason.SOCIO_EMOTIONAL)
LOWIE = Who("Lowie", "Baetens", "2220", "12014", 13, MARC, MainReason.BEHAVIOUR)
ILYAS = Who("Ilyas", "Bouzid", "2800", "12025", 17, AMINA, MainReason.UNREACHABLE, structure="312")
FEMKE = Who("Femke", "Lauwers", "2570", "12009", 15, GRIET, MainReason.CONFLICT)
JASPER = Who("Jasper", "Nijs", "2860", "12035", 16, reason=MainReason.MOTIVATION)
RANIA = Who("Rania", "Aksoy", "2800", "12025", 14, GRIET, MainReason.TRUANCY)
WOUT = Who("Wout", "Segers", "2580", "12029", 15, MARC, MainReason.EXCLUSION)
LINA = Who("Lina", "Verhoeven", "2820", "12005", 17, reason=MainReason.REORIENTATION)
TIBO = Who("Tibo", "Roels", "2880", "12007", 14, GRIET, MainReason.BEHAVIOUR)
AMIRA = Who("Amira", "Saidi", "2800", "12025", 16, AMINA, MainReason.SOCIO_EMOTIONAL)
KOBE = Who("Kobe", "Van Loon", "2560", "12026", 15, MARC, MainReason.TRUANCY)
EVA = Who("Eva", "Claessens", "2590", "12002", 13, GRIET, MainReason.SCHOOL_REFUSAL)
DAAN = Who("Daan", "Hermans", "2870", "12041", 16, reason=MainReason.MOTIVATION)
TEAM = Who(
    referrer=MARC, reason=MainReason.OTHER, subject_kind=SubjectKind.TEAM,
    own_story="Hoe pakken we het aan als een halve klas op vrijdag wegblijft?",
)  # fmt: skip
OTHERS = ("Mats", "Nore", "Robbe", "Fatima", "Stan", "Imane", "Seppe")
SEATED = ("Kompas NAFT", "Springplank", "JAC De Haven (demo)", "Buddyhuis")
Started = Generator[datetime, Work, tuple[UUID, str, datetime]]


def last_year(stage: Stage) -> Iterator[Story]:
    """Each way to end once, and the usual ones."""
    day = partial(stage.school_day, at="11:20")
    yield ended(stage, YARA, day(6), lambda work, case: ending.talk_was_enough(work, case, "De school gaat verder."))
    yield ended(stage, KOBE, day(48), lambda work, case: ending.talk_was_enough(work, case, "Het CLB volgt op."))
    yield ended(stage, LINA, day(30), lambda work, case: ending.not_for_us(work, case, "Dit kan het CLB zelf."))
    yield ended(stage, DAAN, day(70), lambda work, case: ending.withdraw(work, case, "De ouders zien ervan af."))
    yield ended(stage, FEMKE, day(85), lambda work, case: ending.refer_elsewhere(work, case, "Het JAC neemt over."))
    yield ended(stage, TEAM, day(20), _consulted, talk=False)
    yield _moved_away(stage, ILYAS, day(40))
    for number, (who, first, offers) in enumerate(_USUAL):
        other = replace(who, first_name=OTHERS[number % len(OTHERS)], age=13 + number % 5, urgent="")
        yield taken_up(stage, other, day(first), offers)


_USUAL: tuple[tuple[Who, int, Sequence[str]], ...] = (
    (SENNE, 12, ["Individuele begeleiding"]), (RANIA, 16, ["Individuele begeleiding", "Een buddy"]),
    (WOUT, 25, ["Carrousel"]), (TIBO, 33, ["Kort traject"]), (AMIRA, 37, ["Gesprek en begeleiding"]),
    (EVA, 45, ["Individuele begeleiding"]), (JASPER, 52, ["Carrousel", "Gesprek en begeleiding"]),
    (LOWIE, 60, ["Kort traject"]), (IMANE, 66, ["Gesprek en begeleiding"]), (YARA, 74, ["Individuele begeleiding"]),
    (KOBE, 80, ["Carrousel"]), (LINA, 88, ["Gesprek en begeleiding", "Een buddy"]), (DAAN, 96, ["Kort traject"]),
)  # fmt: skip


def _consulted(work: Work, case: UUID) -> None:
    ending.start_consult(work, case)
    ending.answer_consult(work, case, "Begin met één mentor per leerling, en bel dezelfde dag naar huis.")


def _moved_away(stage: Stage, who: Who, at: datetime) -> Story:
    case, sits = yield from to_table(stage, who, at)
    work = yield sits + timedelta(minutes=50)
    stage.plays(work, "Hilde Verbist")
    ending.refer_elsewhere(work, case, "Verhuisd: het meldpunt van de nieuwe gemeente volgt op.")
    demo_consults.learnt(work, case)


def with_partners(stage: Stage) -> Iterator[Story]:
    """Cases in the hands of partners, on their table, or back from them."""
    named = {name: replace(who, first_name=name, urgent="") for name, who in _NOW.items()}
    yield taken_up(stage, named["Salma"], stage.ago(48, "09:35"), ["Individuele begeleiding"])
    yield taken_up(stage, named["Viktor"], stage.ago(44, "13:10"), ["Carrousel", "Een buddy"])
    yield _agreed(stage, named["Arne"], stage.ago(22, "10:05"), ["Gesprek en begeleiding", "Een buddy"])
    yield _no_help(stage, named["Sami"], stage.ago(47, "10:15"))
    yield _silent(stage, named["Ferre"], stage.ago(36, "09:20"))
    yield _on_hold(stage, named["Juno"], stage.ago(45, "11:45"))
    yield _stopped(stage, named["Mauro"], stage.ago(23, "14:25"))
    yield _claims_wait(stage, named["Elif"], stage.ago(12, "10:50"))
    yield _nobody_could(stage, named["Lars"], stage.ago(9, "09:05"))
    yield _waits(stage, named["Hiba"], stage.ago(24, "15:30"))
    yield _by_the_hub(stage, named["Nina"], stage.ago(18, "16:10"))


_NOW = {
    "Salma": RANIA, "Viktor": WOUT, "Arne": JASPER, "Ferre": LOWIE, "Juno": EVA, "Mauro": TIBO, "Elif": YARA,
    "Lars": KOBE, "Hiba": AMIRA, "Nina": LINA, "Sami": ILYAS,
}  # fmt: skip


def _agreed(stage: Stage, who: Who, at: datetime, offers: Sequence[str]) -> Story:
    """Claimed jointly, with a start that is still to come."""
    case, sits = yield from to_table(stage, who, at)
    made = yield from claimed(stage, case, sits, offers)
    yield from confirmed(stage, made, later(sits, 2, "11:30"), stage.ahead(4))


def _silent(stage: Stage, who: Who, at: datetime) -> Story:
    """Agreed, and then not a word: the clockwork asks, and brings it back."""
    case, sits = yield from to_table(stage, who, at)
    made = yield from claimed(stage, case, sits, ["Kort traject"])
    yield from confirmed(stage, made, later(sits, 1, "11:30"), brussels_date(later(sits, 5, "09:00")))


def _until_started(stage: Stage, who: Who, at: datetime, offer: str) -> Started:
    """A started track: its id, the person of the partner and when it was said."""
    case, sits = yield from to_table(stage, who, at)
    made = yield from claimed(stage, case, sits, [offer])
    start = brussels_date(later(sits, 5, "09:00"))
    [(track, person)] = yield from confirmed(stage, made, later(sits, 1, "11:30"), start)
    work = yield clock(start, "16:30")
    stage.plays(work, person)
    tracks.start(work, track, start)
    return track, person, work.now


def _no_help(stage: Stage, who: Who, at: datetime) -> Story:
    """Started as was agreed; and whoever referred says weeks later that there is no help."""
    track, person, started = yield from _until_started(stage, who, at, "Kort traject")
    work = yield later(started, 9, "13:40")
    stage.plays(work, person)
    tracks.sign_of_life(work, track, "Twee keer afgesproken, nog niet gezien.", 1)
    work = yield stage.ago(1, "10:25")
    stage.plays(work, "Hilde Verbist")
    case = work.session.get_one(Track, track).referral_id
    answering.note_answer(work, case, "referrer", "no", "De school belde: de jongere zag nog niemand.")


def _on_hold(stage: Stage, who: Who, at: datetime) -> Story:
    track, person, started = yield from _until_started(stage, who, at, "Individuele begeleiding")
    work = yield later(started, 6, "13:40")
    stage.plays(work, person)
    tracks.hold(work, track, stage.ahead(8), "Rust nodig, op vraag van de huisarts.")


def _stopped(stage: Stage, who: Who, at: datetime) -> Story:
    track, person, started = yield from _until_started(stage, who, at, "Gesprek en begeleiding")
    work = yield later(started, 7, "13:40")
    stage.plays(work, person)
    tracks.stop_early(work, track, brussels_date(work.now), "unreachable", "Komt niet meer opdagen.")


def _claims_wait(stage: Stage, who: Who, at: datetime) -> Story:
    """Two partners take it up together; Hilde has not confirmed yet."""
    case, sits = yield from to_table(stage, who, at)
    yield from claimed(stage, case, sits, ["Individuele begeleiding", "Gesprek en begeleiding"])


def _nobody_could(stage: Stage, who: Who, at: datetime) -> Story:
    case, sits = yield from to_table(stage, who, at)
    for number, organisation in enumerate(SEATED):
        work = yield sits + timedelta(minutes=60 + number)
        stage.plays(work, "Hilde Verbist")
        reason = "no_place" if number % 2 else "other_need"
        claims.decline(work, case, reason, organisation_id=stage.ids[organisation])


def _waits(stage: Stage, who: Who, at: datetime) -> Story:
    case, sits = yield from to_table(stage, who, at)
    work = yield sits + timedelta(minutes=70)
    stage.plays(work, "Hilde Verbist")
    deciding.park(work, case, Move.WAIT, stage.ahead(6), "Springplank heeft dan weer plaats in de groep.")


def _by_the_hub(stage: Stage, who: Who, at: datetime) -> Story:
    case = yield from referred(stage, who, at)
    work = yield later(at, 2, "09:40")
    talked(stage, work, case)
    work = yield later(at, 3, "11:20")
    stage.plays(work, "Hilde Verbist")
    ending.take_up(work, case, "Hilde spreekt wekelijks met de leerling en de school.", stage.ahead(2))
    yield from around(stage, case, later(at, 4, "10:00"))


def at_the_desk(stage: Stage) -> Iterator[Story]:
    """Cases that nobody has taken up yet: new ones, questions, appointments, the next table."""
    yield referred(stage, replace(IMANE, clb=""), stage.ago(1, "16:40"))
    yield referred(stage, replace(DAAN, first_name="Finn"), stage.ago(2, "08:50"))
    yield _asked(stage, replace(FEMKE, first_name="Nele"), stage.ago(5, "10:15"), answered=False)
    yield _asked(stage, replace(SENNE, first_name="Rune"), stage.ago(4, "14:30"), answered=True)
    yield _invited(stage, replace(ILYAS, first_name="Bilal", clb="call"), stage.ago(6, "13:05"))
    yield _flagged(stage, replace(AMIRA, first_name="Dina"), stage.ago(4, "09:10"))
    for number, (name, who) in enumerate((("Jules", WOUT), ("Maïté", EVA), ("Anas", RANIA))):
        yield _on_next_table(stage, replace(who, first_name=name), stage.ago(10 + number, "15:15"))
    yield demo_consults.asked_round(stage, TEAM, stage.ago(3, "12:10"))
    yield demo_consults.became_a_referral(stage, stage.ago(18, "09:05"))
    yield _called(stage)
    yield referred(stage, replace(JASPER, first_name="Pim", postcode="2000", nis="11002"), stage.ago(3, "10:30"),
                   hub="schelderand")  # fmt: skip
    yield _neighbours_table(
        stage, replace(LOWIE, first_name="Cas", postcode="2000", nis="11002"), stage.ago(9, "11:00")
    )


def _asked(stage: Stage, who: Who, at: datetime, *, answered: bool) -> Story:
    case = yield from referred(stage, who, at)
    work = yield later(at, 1, "10:20")
    stage.plays(work, "Hilde Verbist")
    clarify.ask(work, case, "Is er thuis iemand met wie de school goed kan praten?")
    if answered:
        work = yield stage.ago(1, "17:25")
        question = work.session.exec(select(Question.id).where(Question.referral_id == case)).one()
        clarify.answer(work, question, "Ja, de oma. Zij haalt hem soms op.")


def _invited(stage: Stage, who: Who, at: datetime) -> Story:
    case = yield from referred(stage, who, at)
    work = yield later(at, 1, "09:50")
    stage.plays(work, "Hilde Verbist")
    appointments.make_appointment(work, case, clock(stage.ahead(2), "14:00"), 45, "place", "Zaal 1, eerste verdieping")


def _flagged(stage: Stage, who: Who, at: datetime) -> Story:
    case = yield from referred(stage, who, at)
    work = yield later(at, 1, "08:45")
    stage.plays(work, "Karim Haddou")
    clarify.note(work, case, "call", "De jeugdwerker belt: ze slaapt bij vrienden en durft niet naar huis.")
    work = yield later(at, 1, "09:05")
    stage.plays(work, "Hilde Verbist")
    clarify.set_flag(work, case, "red", "Slaapt niet meer thuis.")


def _on_next_table(stage: Stage, who: Who, at: datetime) -> Story:
    case = yield from referred(stage, who, at)
    work = yield later(at, 2, "10:10")
    talked(stage, work, case)
    yield from on_table(stage, who, case, max(later(at, 3, "15:40"), stage.ago(1, "11:40")), stage.coming_session())


def _called(stage: Stage) -> Story:
    """Karim notes a call, to be finished later."""
    work = yield stage.ago(1, "15:20")
    stage.plays(work, "Karim Haddou")
    typed = values_in({}, CallNote) | {
        "referrer_name": "Marc Thys", "referrer_organisation": "Middenschool De Linde (demo)",
        "story": "Leerling van het tweede, al zes vrijdagen weg. Belt morgen terug met meer.",
    }  # fmt: skip
    note = read_note(typed, stage.today, as_concept=True)
    desk.note_call(work, stage.hub(work, "dijleland"), note, form_key=uuid4(), as_concept=True)


def _neighbours_table(stage: Stage, who: Who, at: datetime) -> Story:
    case = yield from referred(stage, who, at, hub="schelderand")
    session = stage.coming_session("schelderand")
    yield from on_table(stage, who, case, later(at, 3, "10:20"), session, desk="Wim Peeters")
