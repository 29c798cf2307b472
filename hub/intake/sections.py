"""What sections A to K of a referral ask (DOMAIN.md §4), one model each; which of it is asked of whom: questions.py."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_core.core_schema import ValidationInfo

from hub.dispatch.codes import FINALITY_WORDS, GENDER_WORDS, MAIN_REASON_WORDS, STRUCTURES_TO_CHOOSE
from hub.dispatch.consent import ANSWERS
from hub.intake.choices import (
    ABOUT_AGES,
    ABSENCE_CLASSES,
    ANSWER_WAYS,
    AUTHORITY,
    CARE_PHASES,
    DOMAINS,
    GRADES,
    MEASURES,
    OV_TYPES,
    SECRECY,
    TEAM_HELP,
    TEAM_THEMES,
    TRAVELS,
    YES_NO,
)
from hub.intake.own_reference import OwnReference
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
HowMany = Annotated[Annotated[int, Field(ge=1, le=2000)] | None, BeforeValidator(empty_is_none)]
Yes = Annotated[str, code_of(YES_NO)]

# Fields that tell who somebody is: the desk sees them with the name only.
IDENTIFYING = frozenset({"first_name", "last_name", "birth_date", "phone", "name", "contact"})


class AboutYou(Typed):
    referrer_function: Line = asked(N_("Je functie"))
    referrer_phone: Short = asked(N_("Telefoon"), "tel")
    clb_contact: Line = asked(
        N_("Contactpersoon bij het CLB"), hint=N_("Een NAFT-traject start met akkoord van het CLB.")
    )
    own_reference: OwnReference = asked(
        N_("Je eigen referentie"),
        hint=N_("Bijvoorbeeld je dossiernummer. Ze komt terug in elke e-mail. Zet er geen naam in."),
    )
    secrecy: Annotated[str, code_of(SECRECY)] = asked(
        N_("Waaraan ben je gebonden?"), "choice", SECRECY,
        N_("Dit bepaalt wat we later met je mogen delen."),
    )  # fmt: skip


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
    informed: Yes = asked(N_("Weet van de aanmelding"), "choice", YES_NO)
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
    worrying_file: Yes = asked(N_("Is er een zorgwekkend dossier bij AGODI?"), "choice", YES_NO)
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
    earlier_naft: Yes = asked(N_("Was er eerder een NAFT-traject?"), "choice", YES_NO)
    earlier_naft_what: Line = asked(N_("Welk traject, en wanneer?"))


class Network(Typed):
    services: Text = asked(
        N_("Welke diensten zijn betrokken?"), "text", hint=N_("Eén per regel, met een contactpersoon.")
    )
    trusted_person: Line = asked(N_("Wie is de vertrouwenspersoon van de jongere?"))
    trusted_person_contact: Line = asked(N_("Hoe bereiken we die?"))


class Preference(Typed):
    naft: Yes = asked(N_("Denk je aan een NAFT-traject?"), "choice", YES_NO)
    clb_contact: Line = asked(
        N_("Contactpersoon bij het CLB"), hint=N_("Een NAFT-traject start met akkoord van het CLB.")
    )
    offer: Line = asked(
        N_("Welk aanbod of welke partner heeft je voorkeur?"),
        hint=N_("Een voorkeur ligt nog niet vast: de partners bekijken samen wat past."),
    )
    availability: Text = asked(N_("Wanneer kan de jongere?"), "text")
    travels: Annotated[str, code_of(TRAVELS)] = asked(
        N_("Kan de jongere zich verplaatsen naar een aanbod?"), "choice", TRAVELS
    )
    transport: Text = asked(N_("Hoe geraakt de jongere ergens?"), "text")


class Consent(Typed):
    youngster_informed: Yes = asked(N_("Weet de jongere van de aanmelding?"), "choice", YES_NO)
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


class Group(Typed):
    """A class or a group: no pupil of it is named here."""

    group_name: Line = asked(N_("Welke klas of groep?"), hint=N_("Schrijf geen namen van leerlingen."))
    size: HowMany = asked(N_("Met hoeveel zijn ze?"), "number")
    ages: Short = asked(N_("Hoe oud zijn ze?"), hint=N_("Bijvoorbeeld 13 tot 15 jaar."))
    since: Line = asked(N_("Sinds wanneer loopt het moeilijk?"))
    safe: Yes = asked(N_("Voelt iedereen in de groep zich veilig?"), "choice", YES_NO)
    not_safe: Text = asked(N_("Wat maakt het onveilig?"), "text")
    pupils_informed: Yes = asked(N_("Weten de leerlingen dat je dit vraagt?"), "choice", YES_NO)
    parents_informed: Yes = asked(N_("Weten de ouders het?"), "choice", YES_NO)


class Team(Typed):
    """A school team with a question about its own work."""

    asks: Line = asked(N_("Wie in het team vraagt dit?"), hint=N_("Bijvoorbeeld de directie of het zorgteam."))
    size: HowMany = asked(N_("Met hoeveel zijn jullie?"), "number")
    themes: list[Annotated[str, code_of(TEAM_THEMES)]] = asked(N_("Waarover gaat het?"), "checks", TEAM_THEMES)
    support: list[Annotated[str, code_of(TEAM_HELP)]] = asked(N_("Wat zou jullie helpen?"), "checks", TEAM_HELP)
    board_informed: Yes = asked(N_("Weet de directie van deze vraag?"), "choice", YES_NO)


class Consult(Typed):
    """A question about somebody who stays without a name."""

    age: Annotated[str, code_of(ABOUT_AGES)] = asked(N_("Hoe oud is de jongere ongeveer?"), "choice", ABOUT_AGES)
    known: Yes = asked(N_("Is er al hulp voor de jongere?"), "choice", YES_NO)
    known_what: Line = asked(N_("Welke hulp?"), hint=N_("Schrijf geen namen."))
    answer_by: Annotated[str, code_of(ANSWER_WAYS)] = asked(N_("Hoe krijg je graag antwoord?"), "choice", ANSWER_WAYS)
    may_refer: Yes = asked(N_("Wil je de jongere later misschien aanmelden?"), "choice", YES_NO)
