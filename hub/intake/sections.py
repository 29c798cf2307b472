"""Sections C to K of a referral (DOMAIN.md §4): filled in later, one by one, each saved on its own."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core.core_schema import ValidationInfo

from hub.dispatch.codes import FINALITY_WORDS, GENDER_WORDS, MAIN_REASON_WORDS, STRUCTURES_TO_CHOOSE
from hub.dispatch.consent import ANSWERS
from hub.intake.typed import (
    BirthDate,
    Day,
    GoneDay,
    Line,
    Postcode,
    Short,
    Text,
    Tick,
    Typed,
    asked,
    code_of,
    empty_is_none,
    wrong,
)  # fmt: skip
from hub.wording import N_

HalfDays = Annotated[Annotated[int, Field(ge=0, le=400)] | None, BeforeValidator(empty_is_none)]

YES_NO = {"yes": N_("ja"), "no": N_("nee"), "unknown": N_("dat weet ik niet")}
GRADES = {"1": N_("eerste graad"), "2": N_("tweede graad"), "3": N_("derde graad"), "primary": N_("basisonderwijs")}
OV_TYPES = {"1": "OV1", "2": "OV2", "3": "OV3", "4": "OV4"}
ABSENCE_CLASSES = {
    "under_5": N_("minder dan 5 halve dagen"),
    "from_5": N_("vanaf 5 halve dagen"),
    "from_10": N_("vanaf 10 halve dagen"),
    "from_15": N_("vanaf 15 halve dagen"),
    "from_30": N_("30 halve dagen of meer"),
}
MEASURES = {
    "none": N_("geen maatregel"),
    "precautionary_suspension": N_("preventieve schorsing"),
    "temporary_exclusion": N_("tijdelijke uitsluiting"),
    "permanent_exclusion": N_("definitieve uitsluiting"),
}
DOMAINS = {
    "school": N_("school"),
    "work": N_("werk"),
    "home": N_("thuis"),
    "mental_health": N_("psychisch welzijn"),
    "means": N_("geld en middelen"),
    "leisure": N_("vrije tijd"),
}
CARE_PHASES = {
    "basic": N_("brede basiszorg"),
    "raised": N_("verhoogde zorg"),
    "extended": N_("uitbreiding van zorg"),
    "individual": N_("individueel aangepast curriculum"),
}
AUTHORITY = {"yes": N_("heeft ouderlijk gezag"), "no": N_("heeft geen ouderlijk gezag"), "unknown": N_("onbekend")}
# Fields that tell who somebody is: the desk sees them with the name only.
IDENTIFYING = frozenset({"first_name", "last_name", "birth_date", "phone", "name", "contact"})


class Youngster(Typed):
    first_name: Line = asked(N_("Voornaam"))
    last_name: Line = asked(N_("Familienaam"))
    birth_date: BirthDate = asked(N_("Geboortedatum"), "birth_date")
    gender: Annotated[str, code_of(GENDER_WORDS)] = asked(N_("Gender"), "choice", GENDER_WORDS)
    postcode: Postcode = asked(N_("Postcode van de woonplaats"))
    home_nis: Short = asked(N_("Gemeente"), "select")
    phone: Short = asked(N_("Telefoon van de jongere"), "tel")
    home_language: Line = asked(N_("Taal thuis"))
    interpreter: Tick = asked(N_("Er is een tolk nodig"), "tick")
    home_situation: Text = asked(N_("Thuissituatie"), "text", hint=N_("Alleen wat nodig is om te kunnen helpen."))


class Parent(Typed):
    name: Line = asked(N_("Naam"))
    relation: Line = asked(N_("Relatie"), hint=N_("Bijvoorbeeld moeder, plusvader, oma, voogd."))
    authority: Annotated[str, code_of(AUTHORITY)] = asked(N_("Ouderlijk gezag"), "select", AUTHORITY)
    contact: Line = asked(N_("Telefoon of e-mail"))
    language: Line = asked(N_("Taal"))
    informed: Annotated[str, code_of(YES_NO)] = asked(N_("Weet van de aanmelding"), "choice", YES_NO)
    informed_on: GoneDay = asked(N_("Op de hoogte sinds"), "day")
    no_contact: Tick = asked(
        N_("Neem geen contact op zonder overleg"), "tick", hint=N_("Kruis dit aan als contact onveilig kan zijn.")
    )

    @property
    def is_empty(self) -> bool:
        return not any(self.model_dump().values())


class School(Typed):
    school_name: Line = asked(N_("School"))
    site: Line = asked(N_("Vestigingsplaats"))
    school_postcode: Postcode = asked(N_("Postcode van de school"))
    structure: Annotated[str, code_of(STRUCTURES_TO_CHOOSE)] = asked(
        N_("Soort onderwijs"), "select", STRUCTURES_TO_CHOOSE
    )
    grade: Annotated[str, code_of(GRADES)] = asked(N_("Graad"), "select", GRADES)
    year: Short = asked(N_("Leerjaar of klas"))
    finality: Annotated[str, code_of(FINALITY_WORDS)] = asked(N_("Stroom of finaliteit"), "select", FINALITY_WORDS)
    dual: Tick = asked(N_("De jongere volgt duaal leren"), "tick")
    ov: Annotated[str, code_of(OV_TYPES)] = asked(N_("Opleidingsvorm (buitengewoon)"), "select", OV_TYPES)
    ov_type: Short = asked(N_("Type (buitengewoon)"))
    enrolled_since: Day = asked(N_("Ingeschreven sinds"), "day")


class Absence(Typed):
    half_days: HalfDays = asked(N_("Halve dagen problematisch afwezig"), "number")
    half_days_on: GoneDay = asked(N_("Geteld op"), "day")
    absence_class: Annotated[str, code_of(ABSENCE_CLASSES)] = asked(N_("Of ongeveer"), "select", ABSENCE_CLASSES)
    worrying_file: Annotated[str, code_of(YES_NO)] = asked(
        N_("Is er een zorgwekkend dossier bij AGODI?"), "choice", YES_NO
    )
    measure: Annotated[str, code_of(MEASURES)] = asked(N_("Tuchtmaatregel"), "choice", MEASURES)
    measure_from: Day = asked(N_("Maatregel van"), "day")
    measure_to: Day = asked(N_("Maatregel tot en met"), "day")

    @field_validator("measure_to")
    @classmethod
    def _not_before_it_began(cls, day: date | None, info: ValidationInfo) -> date | None:
        began = info.data.get("measure_from")
        if day and began and day < began:
            raise wrong(N_("Deze dag ligt voor het begin van de maatregel."))
        return day


class Reasons(Typed):
    main_reason: Annotated[str, code_of(MAIN_REASON_WORDS)] = asked(
        N_("Hoofdreden"), "select", MAIN_REASON_WORDS,
        N_("Koos je feiten of radicalisering? Dan tonen we dat hier niet. Laat dit leeg om het te houden."),
    )  # fmt: skip
    other_reasons: list[Annotated[str, code_of(MAIN_REASON_WORDS)]] = asked(
        N_("Andere redenen"), "checks", MAIN_REASON_WORDS
    )
    domains: list[Annotated[str, code_of(DOMAINS)]] = asked(
        N_("Op welke levensdomeinen loopt het moeilijk?"), "checks", DOMAINS
    )


class HelpQuestion(Typed):
    youngster_wants: Text = asked(N_("Wat wil de jongere?"), "text")
    parents_want: Text = asked(N_("Wat willen de ouders?"), "text")
    school_wants: Text = asked(N_("Wat wil de school?"), "text")
    clb_wants: Text = asked(N_("Wat wil het CLB?"), "text")
    goal: Text = asked(N_("Wanneer is het voor jullie geslaagd?"), "text")
    strengths: Text = asked(N_("Wat loopt goed? Waar is de jongere sterk in?"), "text")
    tried: Text = asked(N_("Wat hebben jullie al geprobeerd?"), "text")
    care_phase: Annotated[str, code_of(CARE_PHASES)] = asked(N_("Fase in het zorgcontinuüm"), "select", CARE_PHASES)
    earlier_naft: Annotated[str, code_of(YES_NO)] = asked(N_("Was er eerder een NAFT-traject?"), "choice", YES_NO)
    earlier_naft_what: Line = asked(N_("Welk traject, en wanneer?"))


class Network(Typed):
    services: Text = asked(
        N_("Welke diensten zijn betrokken?"), "text", hint=N_("Eén per regel, met een contactpersoon.")
    )
    trusted_person: Line = asked(N_("Wie is de vertrouwenspersoon van de jongere?"))
    trusted_person_contact: Line = asked(N_("Hoe bereiken we die?"))


class Preference(Typed):
    offer: Line = asked(
        N_("Welk aanbod of welke partner heeft je voorkeur?"),
        hint=N_("Een voorkeur ligt nog niet vast: de partners bekijken samen wat past."),
    )
    availability: Text = asked(N_("Wanneer kan de jongere?"), "text")
    transport: Text = asked(N_("Hoe geraakt de jongere ergens?"), "text")


class Consent(Typed):
    youngster_informed: Annotated[str, code_of(YES_NO)] = asked(
        N_("Weet de jongere van de aanmelding?"), "choice", YES_NO
    )
    share: Annotated[str, code_of(ANSWERS)] = asked(
        N_("Is de jongere akkoord dat we informatie delen met partners?"), "choice", ANSWERS,
        N_("Vanaf 12 jaar beslist de jongere zelf. Jonger dan 12 beslissen de ouders."),
    )  # fmt: skip
    share_by: Line = asked(N_("Wie antwoordde over delen?"))
    share_on: GoneDay = asked(N_("Wanneer was het antwoord over delen?"), "day")
    share_how: Line = asked(N_("Hoe vroeg je het, en waarom dit antwoord?"))
    start: Annotated[str, code_of(ANSWERS)] = asked(
        N_("Is de jongere akkoord om met een traject te starten?"), "choice", ANSWERS,
        N_("Dit kan altijd nog veranderen. Vul het dan opnieuw in."),
    )  # fmt: skip
    start_by: Line = asked(N_("Wie antwoordde over starten?"))
    start_on: GoneDay = asked(N_("Wanneer was het antwoord over starten?"), "day")
    start_how: Line = asked(N_("Hoe vroeg je het, en waarom dit antwoord?"))

    @field_validator("share_by", "start_by")
    @classmethod
    def _by_somebody(cls, by: str, info: ValidationInfo) -> str:
        """An answer is somebody's: of the youngster from twelve on, of a parent before."""
        if info.data.get((info.field_name or "").removesuffix("_by")) in ("yes", "no") and not by:
            raise wrong(N_("Schrijf van wie dat antwoord komt."))
        return by


@dataclass(frozen=True)
class Section:
    """One section: `slug` in addresses, `name` in the stored referral. `repeats`: as many of them as there are."""

    name: str
    slug: str
    title: str
    intro: str
    model: type[Typed]
    pupil_only: bool = False
    repeats: bool = False

    @property
    def tells_a_story(self) -> bool:
        """Whether it says what is going on, and not only who and where: for few eyes when a reason is restricted."""
        return self.name in ("absence", "question", "network")


SECTIONS = (
    Section(
        "youngster", "jongere", N_("De jongere"),
        N_("Wie is de jongere en hoe bereiken we hem of haar? Vul nooit een rijksregisternummer in."), Youngster,
        pupil_only=True,
    ),
    Section(
        "parents", "ouders", N_("Ouders en opvoedingsverantwoordelijken"),
        N_("Wie zorgt er voor de jongere? Weten zij van je aanmelding?"), Parent, pupil_only=True, repeats=True,
    ),
    Section("school", "school", N_("De school"), N_("Waar is de jongere ingeschreven?"), School),
    Section(
        "absence", "afwezigheid", N_("Afwezigheid en tucht"),
        N_("Hoeveel was de jongere er niet, en zijn er maatregelen genomen?"), Absence, pupil_only=True,
    ),
    Section(
        "reasons", "redenen", N_("Redenen en levensdomeinen"),
        N_("Waarom meld je aan, en waar loopt het nog moeilijk?"), Reasons,
    ),
    Section("question", "hulpvraag", N_("De hulpvraag"), N_("Wat willen alle betrokkenen?"), HelpQuestion),
    Section("network", "netwerk", N_("Het netwerk"), N_("Wie staat er al rond de jongere?"), Network),
    Section("preference", "voorkeur", N_("Voorkeur en praktisch"), N_("Wat helpt om snel te starten?"), Preference),
    Section(
        "consent", "instemming", N_("Informatie en instemming"),
        N_("Wat weet de jongere, en waar is die akkoord mee? Delen en starten zijn twee aparte vragen."),
        Consent, pupil_only=True,
    ),
)  # fmt: skip
BY_SLUG = {section.slug: section for section in SECTIONS}


def sections_for(subject_kind: str) -> list[Section]:
    """A class, a team or an anonymous question has no youngster to describe."""
    return [section for section in SECTIONS if subject_kind == "pupil" or not section.pupil_only]
