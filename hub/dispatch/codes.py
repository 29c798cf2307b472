"""The lists of DOMAIN.md §4: reasons, kinds, structures; code and Flemish word side by side."""

from enum import StrEnum

from hub.wording import N_


class Channel(StrEnum):
    FORM = "form"
    MAIL = "mail"
    PHONE = "phone"
    PARTNER = "partner"  # straight to a partner, the side door
    API = "api"
    HUB = "hub"  # another hub handed it over
    LIST = "list"  # the list that the hub kept before


class ReferrerKind(StrEnum):
    SCHOOL = "school"
    CLB = "clb"
    WELFARE = "welfare"
    OTHER = "other"


class SubjectKind(StrEnum):
    PUPIL = "pupil"
    GROUP = "group"
    TEAM = "team"
    QUESTION = "question"


class Gender(StrEnum):
    M = "M"
    V = "V"
    X = "X"


class Flag(StrEnum):
    """The desk's own weighing, with a reason; it decides the order, not the referrer's tick."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class MainReason(StrEnum):
    TRUANCY = "truancy"
    UNREACHABLE = "unreachable"
    BEHAVIOUR = "behaviour"
    SOCIO_EMOTIONAL = "socio_emotional"
    SCHOOL_REFUSAL = "school_refusal"
    EXCLUSION = "exclusion"
    MOTIVATION = "motivation"
    CONFLICT = "conflict"
    REORIENTATION = "reorientation"
    OFFENCES = "offences"
    RADICALISATION = "radicalisation"
    OTHER = "other"


# GDPR art. 10: seen by the coordinator only and never matched automatically.
RESTRICTED = frozenset({MainReason.OFFENCES, MainReason.RADICALISATION})

CHANNEL_WORDS = {
    Channel.FORM: N_("webformulier"),
    Channel.MAIL: N_("e-mail"),
    Channel.PHONE: N_("telefoon of gesprek"),
    Channel.PARTNER: N_("rechtstreeks bij een partner"),
    Channel.API: N_("koppeling"),
    Channel.HUB: N_("een ander meldpunt"),
    Channel.LIST: N_("de oude lijst"),
}
REFERRER_KIND_WORDS = {
    ReferrerKind.SCHOOL: N_("school"),
    ReferrerKind.CLB: N_("CLB"),
    ReferrerKind.WELFARE: N_("welzijnspartner"),
    ReferrerKind.OTHER: N_("andere professional"),
}
SUBJECT_WORDS = {
    SubjectKind.PUPIL: N_("één leerling"),
    SubjectKind.GROUP: N_("een klas of groep"),
    SubjectKind.TEAM: N_("een schoolteam"),
    SubjectKind.QUESTION: N_("een anonieme vraag"),
}
GENDER_WORDS = {Gender.M: N_("jongen"), Gender.V: N_("meisje"), Gender.X: N_("X")}
# The heavier the sooner, wherever cases stand in a row; without a flag a case weighs as a green one.
FLAG_WEIGHT = {Flag.GREEN: 0, Flag.AMBER: 1, Flag.RED: 2}
FLAG_WORDS = {
    Flag.GREEN: N_("groen: gewoon tempo"),
    Flag.AMBER: N_("oranje: deze week"),
    Flag.RED: N_("rood: vandaag"),
}
MAIN_REASON_WORDS = {
    MainReason.TRUANCY: N_("spijbelen"),
    MainReason.UNREACHABLE: N_("afhaken of onbereikbaar"),
    MainReason.BEHAVIOUR: N_("gedrag"),
    MainReason.SOCIO_EMOTIONAL: N_("socio-emotioneel"),
    MainReason.SCHOOL_REFUSAL: N_("schoolweigering"),
    MainReason.EXCLUSION: N_("schorsing of uitsluiting"),
    MainReason.MOTIVATION: N_("motivatie"),
    MainReason.CONFLICT: N_("pesten of conflict"),
    MainReason.REORIENTATION: N_("heroriëntering"),
    MainReason.OFFENCES: N_("feiten"),
    MainReason.RADICALISATION: N_("vermoeden van radicalisering"),
    MainReason.OTHER: N_("een andere reden"),
}
STRUCTURE_WORDS = {
    "111": N_("gewoon kleuteronderwijs"),
    "121": N_("buitengewoon kleuteronderwijs"),
    "211": N_("gewoon lager onderwijs"),
    "221": N_("buitengewoon lager onderwijs"),
    "311": N_("voltijds gewoon secundair onderwijs"),
    "312": N_("duaal leren in een centrum leren en werken"),
    "315": N_("duaal leren bij Syntra"),
    "321": N_("buitengewoon secundair onderwijs"),
}
PRIMARY = frozenset({"111", "121", "211", "221"})  # nursery school counts as primary education
# Secondary education first: that is where nearly everybody who is referred goes to school.
STRUCTURES_TO_CHOOSE = {
    code: STRUCTURE_WORDS[code] for code in ("311", "312", "315", "321", "211", "221", "111", "121")
}
FINALITY_WORDS = {
    "A": N_("A-stroom"),
    "B": N_("B-stroom"),
    "doorstroom": N_("doorstroomfinaliteit"),
    "dubbel": N_("dubbele finaliteit"),
    "arbeidsmarkt": N_("arbeidsmarktfinaliteit"),
    "okan": N_("OKAN"),
}


def weight(flag: str | None) -> int:
    return FLAG_WEIGHT[Flag(flag)] if flag else 0


class Verdict(StrEnum):
    """What a person decided about two files that look alike."""

    SAME = "same"
    SIBLING = "sibling"
    OTHER = "other"


VERDICT_WORDS = {
    Verdict.SAME: N_("dezelfde jongere"), Verdict.SIBLING: N_("broer of zus"), Verdict.OTHER: N_("iemand anders"),
}  # fmt: skip
