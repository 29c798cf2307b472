"""What can be chosen in the sections of a referral: code (which is stored, and counted) and Flemish word."""

from hub.partners.serving import DOMAINS as DOMAINS
from hub.wording import N_

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
TRAVELS = {
    "alone": N_("ja, zelfstandig"),
    "brought": N_("ja, iemand brengt de jongere"),
    "not": N_("nee, dat lukt niet"),
}
CARE_PHASES = {
    "basic": N_("brede basiszorg"),
    "raised": N_("verhoogde zorg"),
    "extended": N_("uitbreiding van zorg"),
    "individual": N_("individueel aangepast curriculum"),
}
AUTHORITY = {"yes": N_("heeft ouderlijk gezag"), "no": N_("heeft geen ouderlijk gezag"), "unknown": N_("onbekend")}
SECRECY = {
    "professional": N_("beroepsgeheim (CLB, jeugdhulp)"),
    "official": N_("ambtsgeheim (schoolpersoneel)"),
    "discretion": N_("discretieplicht"),
}
TEAM_THEMES = {
    "behaviour": N_("omgaan met gedrag"),
    "attendance": N_("aanwezigheid en spijbelen"),
    "safety": N_("veiligheid en welzijn"),
    "network": N_("wie ons kan helpen"),
    "other": N_("iets anders"),
}
TEAM_HELP = {
    "advice": N_("advies in een gesprek"),
    "training": N_("vorming"),
    "coaching": N_("begeleiding op school"),
    "table": N_("samen denken aan een tafel"),
}
ABOUT_AGES = {
    "under_12": N_("jonger dan 12 jaar"),
    "from_12": N_("12 tot en met 15 jaar"),
    "from_16": N_("16 of 17 jaar"),
    "from_18": N_("18 jaar of ouder"),
    "several": N_("het gaat over verschillende jongeren"),
}
ANSWER_WAYS = {"phone": N_("telefoon"), "mail": N_("e-mail"), "talk": N_("een gesprek bij ons of op school")}
