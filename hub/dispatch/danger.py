"""Words of danger in what somebody wrote: which signs are in a text. Rather one too many: "geen wapen" counts too.

The words of the lines in DOMAIN.md that lead to 112, 1813 and 1712, as professionals, youngsters and parents write
them, with spelling mistakes that are often made. Nothing is weighed or judged: it only decides what is read first.
"""

import re
import unicodedata
from enum import StrEnum

from hub.wording import N_


class Sign(StrEnum):
    """The values are stored."""

    SUICIDE = "suicide"
    NOT_LIVE = "not_live"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    BEATEN = "beaten"
    WEAPON = "weapon"
    THREAT = "threat"
    FORCED = "forced"
    MISSING = "missing"
    DANGER = "danger"


SIGN_WORDS = {
    Sign.SUICIDE: N_("zelfdoding"),
    Sign.NOT_LIVE: N_("niet meer willen leven"),
    Sign.SELF_HARM: N_("zichzelf pijn doen"),
    Sign.OVERDOSE: N_("overdosis"),
    Sign.ABUSE: N_("mishandeling of misbruik"),
    Sign.SEXUAL: N_("seksueel geweld"),
    Sign.BEATEN: N_("slaan"),
    Sign.WEAPON: N_("wapen"),
    Sign.THREAT: N_("bedreiging"),
    Sign.FORCED: N_("dwang door anderen"),
    Sign.MISSING: N_("weggelopen of vermist"),
    Sign.DANGER: N_("gevaar"),
}
# Read without accents and in small letters. A word in between may be anybody's name: what is stored is the sign.
_BETWEEN = r"(?:\W+\w+){0,3}?\W+"
_NOT_SCHOOL = r"(?! (?:op|in|met|om|naar|bij) )"
_RAILS = r"(?:trein|tram|metro)"
_WANTS = r"(?:wil|wilt|willen|wou|wilde|wilden|liever)"
_WORDS = {
    Sign.SUICIDE: r"zelf[\s-]?moord|zelf[\s-]?dod|suic[iy]d|\bsuicied|kill (?:my|him|her)self|se tuer\b",
    Sign.NOT_LIVE: "|".join((
        rf"niet (?:meer|langer){_BETWEEN}leven\b", rf"(?:geen|zonder) zin meer (?:om|in){_BETWEEN}leven\b",
        r"\blevensmoe", r"\bdoodswens", r"\bdoods?gedachten", rf"\b{_WANTS}{_BETWEEN}dood\b", rf"\bdood {_WANTS}\b",
        r"\biets aan\W?te doen\b", r"\biets aan\W?(?:doe[nt]?|deed|deden|gedaan)\b", rf"\beinde? aan{_BETWEEN}leven\b",
        r"er een einde? aan (?:te )?ma(?:ken|akt)", r"maakt er een einde?\b", r"\bleven beeindig", r"\buit het leven\b",
        r"\ber niet meer (?:te )?(?:zijn|wil|wou|willen)\b",
        rf"\bziet? het (?:allemaal )?niet meer zitten\b{_NOT_SCHOOL}",
        rf"\b(?:wil|kan) (?:echt |zo )?niet meer verder\b{_NOT_SCHOOL}", r"\bts[- ]poging",
        r"\bpoging (?:gedaan|ondernomen)\b",
        rf"\b(?:voor|onder) (?:de|een) {_RAILS} (?:te )?(?:spring|gooi|stap|lop)",
        rf"\b(?:spring|sprong|gooi)\w*(?:\W+\w+){{0,2}}?\W+(?:voor|onder) (?:de|een) {_RAILS}\b",
        r"\bvan (?:de|een) (?:brug|dak) (?:te )?spring", r"\bwants? to die\b", r"\bveux? mourir\b",
    )),
    Sign.SELF_HARM: "|".join((
        r"zelf[\s-]?(?:verwond|beschadig|pijnig|verminking)", r"auto[\s-]?mutil",
        r"\b(?:snijdt|snijden|sneed|krast|krassen)(?:\W+\w+)?\W+(?:zich|zichzelf|mezelf|haarzelf|hemzelf)\b",
        r"\b(?:snijdt|snijden|sneed|krast|krassen)\W+(?:in|op) (?:haar|zijn|mijn) (?:arm|been|benen|pols)",
        r"\bzich(?:zelf)?\W+(?:snijdt|snijden|sneed|gesneden|krast|krassen|gekrast|verwondt|verwonden|pijn)\b",
    )),
    Sign.OVERDOSE: "|".join((
        r"\boverdos", r"\bpillen\W+(?:ge|in|te )?(?:slikt|nomen|slikken)", r"\bmedicatie geslikt",
        r"\b(?:nam|neemt|nemen|namen|slikte|slikt|slikken)(?:\W+\w+){0,2}?\W+pillen\b",
    )),
    Sign.ABUSE: r"mishandel|misbrui[ck]|\bmaltrait|\bverwaarloos|\babuse[ds]?\b|\bgeweld\b|\bgewelddadig",
    Sign.SEXUAL: "|".join((
        r"verkracht", r"\baanrand", r"\bincest", r"\bbetast", r"seksueel (?:grens|over)", r"\bnaaktfoto",
        r"\bsextortion", r"\bongewenste? aanraking", r"\bzit(?:ten)? aan (?:haar|hem|mij)\b",
        r"\braakt (?:haar|hem|mij) aan\b",
    )),
    Sign.BEATEN: "|".join((
        r"\bgeslagen\b", r"\bin elkaar (?:ge)?sla", r"\bslaa[nt]? (?:haar|hem|mij|me|zijn|het kind)\b",
        r"\bblauwe plek", r"\b(?:ge)?wurg", r"\bkr(?:ijg|eeg|egen)\w*(?:\W+\w+){0,2}?\W+(?:slaag|klap|klappen)\b",
        r"\b(?:papa|mama|(?:stief)?(?:vader|moeder)|vriend|broer|oom) (?:slaat|sloeg|schopt)\b",
    )),
    Sign.WEAPON: (
        r"wapen|\bmes(?:sen)?\b|\bpistool|\bpistolen|\brevolver|\bmachete|\bboksbeugel|\b(?:neer)?gestoken|steekpartij"
    ),
    Sign.THREAT: (
        r"bedreig|\bvermoord|\bdood(?:maken|maakt|slaan|slaat|steken|steekt|schiet)|\bafpers|\bchante|\bgechante"
    ),
    Sign.FORCED: r"\blover[\s-]?boy|tienerpooier|uithuwelijk|uitgehuwelijkt|\beerwraak|\bmensenhandel|\bprostitu",
    Sign.MISSING: "|".join((
        r"weggelopen", r"\bwegloopt\b", r"\bweg te lopen\b", r"\bweglopen\b", r"\bloopt weg\b", r"\bliep weg\b",
        r"\bvermist", r"spoorloos", r"\bniet thuisgekomen", r"\bniet (?:meer )?naar huis gekomen", r"\bfugue",
        r"\b(?:ze|zij|hij|dochter|zoon|kind|meisje|jongen|leerling|jongere) (?:is|was)(?:\W+\w+){0,3}? verdwenen\b",
        r"\bonvindbaar", r"\bweten? niet waar (?:ze|hij|zij|die) is\b", r"\bweet niemand waar\b",
    )),
    # Not the danger of dropping out of school: that stands in every second referral.
    Sign.DANGER: r"levensgevaar|\bin (?:\w+ )?gevaar\b|\bacuut gevaar|\bacute nood|\bnoodsituatie",
}  # fmt: skip
PATTERNS = {sign: re.compile(words) for sign, words in _WORDS.items()}
# Whatever a pattern matches has one of these in it. Most texts have none, and a pattern takes a hundred times as long.
_STEMS = {
    Sign.SUICIDE: ("zelf", "suic", "kill ", "tuer"),
    Sign.NOT_LIVE: (
        "leven", " zin meer ", "dood", "er een eind", "er niet meer", "iets aan", "meer zitten", "niet meer verder",
        "to die", "mourir", "trein", "tram", "metro", "spring", "poging",
    ),
    Sign.SELF_HARM: ("zelf", "mutil", "snijd", "sneed", "sneden", "kras", "verwond", "pijn"),
    Sign.OVERDOSE: ("overdos", "pillen", "geslikt"),
    Sign.ABUSE: ("mishandel", "misbrui", "maltrait", "verwaarloos", "abuse", "geweld"),
    Sign.SEXUAL: (
        "verkracht", "aanrand", "incest", "betast", "seksueel", "naaktfoto", "sextortion", "aanraking", " aan haar",
        " aan hem", " aan mij", "raakt haar", "raakt hem", "raakt mij",
    ),
    Sign.BEATEN: ("slagen", " sla", "gesla", "slaa", "blauwe plek", "wurg", "klap", "sloeg", "schopt"),
    Sign.WEAPON: ("wapen", "mes", "pisto", "revolver", "machete", "boksbeugel", "gestoken", "steekpartij"),
    Sign.THREAT: ("bedreig", "vermoord", "dood", "afpers", "chante"),
    Sign.FORCED: ("lover", "tienerpooier", "huwelijk", "eerwraak", "mensenhandel", "prostitu"),
    Sign.MISSING: (
        "weg", "vermist", "spoorloos", "gekomen", "fugue", "verdwenen", "onvindbaar", "niet waar", "niemand waar",
    ),
    Sign.DANGER: ("gevaar", "nood"),
}  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]")
LONGEST = 200_000


def signs_in(*texts: str) -> list[Sign]:
    """Which signs of danger are in these texts, in the order of the table."""
    said = folded("\n".join(text for text in texts if text)[:LONGEST])
    told = [sign for sign in Sign if any(stem in said for stem in _STEMS[sign])]
    return [sign for sign in told if PATTERNS[sign].search(said)]


def folded(text: str) -> str:
    """In small letters and without accents, as the patterns read it."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower())).replace("\u2019", "'")
