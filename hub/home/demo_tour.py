"""The tour of the demonstration: two youngsters from a worry to the year's figures, and which step comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import DayUnit, add_days, brussels_date, school_year_of
from hub.dispatch.clarify_tables import Question
from hub.dispatch.table_tables import LIVE_CLAIM, AgendaItem, Claim, Track
from hub.dispatch.tables import Referral, Youngster
from hub.home.demo_examples import FORM, MAIL, SENDER
from hub.intake.tables import RawMail
from hub.monitoring.tables import ReferralFact
from hub.store import Work
from hub.wording import N_, _

POST = "/demo/post"
WRITE_SAM = f"{POST}?voorbeeld=sam#schrijf"
ASKED, GIVEN_BACK = timedelta(days=7), timedelta(days=28)  # after the agreed start, and after that


@dataclass(frozen=True)
class Do:
    """One thing to do on the page of a step. `kind`: "press" or "last" (`words` is the button, the latter at the very
    end of a long page; `text` is the case in whose row it stands), "write" or "choose" (`text` at the field `words`),
    or "say" (`words` is a sentence)."""

    kind: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a visitor. `do`: what to do there, in order. `to`: where its button leads, "" while it cannot be done
    yet. `person`: through whose eyes one looks, "" for nobody's. `waits`: somebody else does the rest of it."""

    slug: str
    says: str
    do: tuple[Do, ...] = ()
    to: str = ""
    person: str = ""
    done: bool = False
    number: str = ""  # of the case that it made
    commands: tuple[str, ...] = ()
    waits: bool = False


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

    @property
    def page(self) -> str:
        return f"/aanmeldingen/{self.case.id}" if self.case else ""

    @property
    def number(self) -> str:
        return self.case.number if self.case else ""

    @property
    def came_back(self) -> bool:
        return bool(self.case and self.case.reopened_for)


def steps(work: Work, program: str) -> list[Step]:
    """Every step with whether it was taken; `program` is how the visitor calls the hub's command."""
    noor = _way(work, _noor(work))
    sam = _way(work, _sam(work, noor.case))
    return [*_at_the_front_door(noor, sam), *_at_the_table(noor, sam), *_afterwards(work, noor, sam, program)]


def next_of(found: Sequence[Step]) -> int:
    """Where the first step stands that was not taken; the last two leave no trace, so they stay next together."""
    return next(at for at, step in enumerate(found) if not step.done)


def _at_the_front_door(noor: Way, sam: Way) -> Iterator[Step]:
    yield Step(
        "noor", N_("Els van de school meldt Noor aan. Het formulier is al ingevuld."),
        (Do("last", N_("Verstuur de aanmelding")),),
        to="/demo/voorbeeld", done=bool(noor.case), number=noor.number,
    )  # fmt: skip
    yield Step(
        "sam", N_("Els schrijft ook een e-mail, over Sam. Ook die is al geschreven."),
        (Do("press", N_("Verstuur")), Do("say", N_("Enkele seconden later staat het nummer hier."))),
        to=WRITE_SAM, done=bool(sam.case), number=sam.number, waits=True,
    )  # fmt: skip
    yield Step(
        "vraag", N_("Hilde, de coördinator, stelt een vraag over Noor."),
        (
            Do("say", N_("Op een telefoon staat de knop achter Meer.")), Do("press", N_("Stel een vraag")),
            Do("write", N_("Je vraag aan de aanmelder"), N_("Sinds wanneer?")), Do("press", N_("Stel een vraag")),
        ),
        noor.page, "Hilde Verbist", noor.asked,
    )  # fmt: skip
    yield Step(
        "antwoord", N_("Els antwoordt. Daarvoor logt ze niet in."),
        (
            Do("say", N_("Open de bovenste e-mail en volg de link.")),
            Do("write", N_("Je antwoord"), N_("Drie weken.")), Do("press", N_("Verstuur je antwoord")),
        ),
        f"{POST}?aan={SENDER}" if noor.asked else "", done=noor.answered,
    )  # fmt: skip


def _at_the_table(noor: Way, sam: Way) -> Iterator[Step]:
    asked = N_("Wat wordt er gevraagd?")
    put = Do("press", N_("Keur goed en zet op tafel"))
    write = Do("press", N_("Schrijf de tafelkaart"))
    yield Step(
        "noor-op-tafel", N_("Hilde zet Noor op tafel. Partners lezen alleen de tafelkaart."),
        (Do("press", N_("Ik heb het gelezen")), write, Do("write", asked, N_("Een plek om te tekenen.")), put),
        noor.page, "Hilde Verbist", bool(noor.session),
    )  # fmt: skip
    yield Step(
        "sam-op-tafel", N_("Hilde zet Sam op tafel."),
        (
            Do("press", N_("Begin de vraagverheldering")), Do("press", N_("Beslis")), write,
            Do("write", N_("Initialen"), "S."), Do("write", asked, N_("Weer naar school.")), put,
        ),
        sam.page, "Hilde Verbist", bool(sam.session),
    )  # fmt: skip
    offer, take = N_("Met welk aanbod?"), Do("press", N_("We nemen dit op"))
    yield Step(
        "nadia", N_("Nadia van Kompas NAFT neemt Noor op."), (Do("choose", offer, "Kort traject"), take),
        noor.session, "Nadia Pauwels", noor.claims > 0,
    )  # fmt: skip
    yield Step(
        "tom", N_("Tom van Springplank neemt Sam op."), (Do("choose", offer, "Carrousel"), take),
        sam.session, "Tom Claes", sam.claims > 0,
    )  # fmt: skip
    yield Step(
        "fien", N_("Fien van JAC De Haven doet mee."), (Do("press", N_("Doe mee met Springplank")),),
        sam.session if sam.claims else "", "Fien Maes", sam.claims > 1,
    )  # fmt: skip
    yield Step(
        "noor-bevestigd", N_("Hilde belde met het CLB en bevestigt wie Noor opneemt."),
        (Do("write", N_("Wie van het CLB gaat akkoord?"), "Griet Somers"), Do("press", N_("Bevestig Kompas NAFT"))),
        f"{noor.session}#opnames" if noor.claims else "", "Hilde Verbist", noor.tracks > 0,
    )  # fmt: skip
    yield Step(
        "sam-bevestigd", N_("Hilde bevestigt wie Sam opneemt. Springplank geeft NAFT en vraagt een naam bij het CLB."),
        (
            Do("write", N_("Wie van het CLB gaat akkoord?"), "Griet Somers"), Do("press", N_("Bevestig Springplank")),
            Do("press", N_("Bevestig JAC De Haven (demo)")),
        ),
        f"{sam.session}#opnames" if sam.claims > 1 else "", "Hilde Verbist", sam.tracks > 1,
    )  # fmt: skip


def _afterwards(work: Work, noor: Way, sam: Way, program: str) -> Iterator[Step]:
    yield Step(
        "stil", N_("Niemand laat nog iets horen. Doe in een tweede terminal alsof het later is."),
        (
            Do("say", N_("Eerst vraagt het meldpunt de partner of het traject startte. Blijft het stil, dan komt Noor"
                         " terug.")),
        ),
        done=noor.came_back, commands=_later(noor.start, program), waits=True,
    )  # fmt: skip
    yield Step(
        "terug", N_("Hilde ziet Noor terug, onder Terug bij ons."),
        (
            Do("press", N_("Beslis"), noor.number),
            Do("say", N_("Daar staan de hele geschiedenis en de plaats op een volgende agenda. De radar toont wie elke"
                         " open aanmelding heeft.")),
        ),
        "/vandaag" if noor.came_back else "", "Hilde Verbist",
    )  # fmt: skip
    yield Step(
        "cijfers", N_("Noor en Sam tellen mee in de cijfers van het schooljaar."),
        (Do("say", _("Zonder hen telde het jaar %(number)s aanmeldingen.", number=_without(work, noor, sam))),),
        "/schooljaar" if noor.came_back else "", "Hilde Verbist",
    )  # fmt: skip


def _later(start: date | None, program: str) -> tuple[str, ...]:
    """The commands that do what is due later, on days on which somebody is asked something."""
    if start is None:
        return ()
    asked = _school_day(start + ASKED)
    return tuple(f"{program} follow-up --now {day}T10:00" for day in (asked, _school_day(asked + GIVEN_BACK)))


def _school_day(day: date) -> date:
    return add_days(day - timedelta(days=1), 1, DayUnit.SCHOOL_DAYS)


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
    laid = select(AgendaItem.session_id).where(AgendaItem.referral_id == case.id).order_by(col(AgendaItem.added_at))
    session = work.session.exec(laid.limit(1)).first()
    return Way(
        case, bool(asked), any(asked), work.session.exec(claims).one(), len(tracks),
        f"/tafel/{session}/zaak/{case.id}" if session else "", tracks[0].agreed_start if tracks else None,
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
