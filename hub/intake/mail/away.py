"""Out of office: what vacation programs write where no header says so (Dutch, French, English, German).

RFC 3834 has a header for it, and many programs never heard of it. "Afwezig" alone is no sign: absence is what half of
the referrals are about. So words count only where the writer speaks of himself, and in a mail that answers another one
only together with a sentence of the kind that programs are given ("Tijdens mijn afwezigheid …").
"""

import re

LONGEST = 1_200  # characters; who writes more than this is there

ANSWERS = re.compile(r"\s*(?:re|antw|aw|sv|r[ée]p)\s*:", re.IGNORECASE)
SAYS_SO = re.compile(
    r"\s*(?:(?:re|antw|aw)\s*:\s*)?(?:automatische? (?:antwoord|beantwoording|reactie|bericht)|automatisch antwoord|"
    r"afwezigheids(?:bericht|melding|assistent)|niet op kantoor|buiten kantoor|out[- ]of[- ](?:the[- ])?office|"
    r"automatic reply|auto[- ]?(?:matic(?:ally)? )?(?:reply|response|responder)|autoantwoord|"
    r"r[ée]ponse automatique|absence du bureau|absente?(?:\(e\))? du bureau|message d'absence|"
    r"abwesenheits(?:notiz|nachricht)|automatische antwort|vacation (?:reply|message))\b",
    re.IGNORECASE,
)
BESIDE_OURS = re.compile(r"\s*(?:afwezig|absent|ik ben er niet|away)\b.*\b(?:re|betreft|antw|was)\s*:", re.IGNORECASE)
_HINTS = re.compile(
    r"\b(?:afwezig|niet aanwezig|vakantie|verlof|absente?|absence|cong[ée]s?|vacances|on leave|holiday|vacation|away|"
    r"out of (?:the )?office|abwesend|abwesenheit|urlaub)\b",
    re.IGNORECASE,
)
# Who writes speaks of himself: "Ik ben … afwezig", with a few words between.
_AWAY_MYSELF = re.compile(
    r"\b(?:ik ben|ben ik|wij zijn|we zijn)\b[^.!?\n]{0,60}?\b(?:afwezig|niet aanwezig|met (?:\w+ ){0,2}verlof|"
    r"(?:op|met) vakantie|niet op (?:school|kantoor|het werk)|niet bereikbaar|gesloten|out of office)\b|"
    r"\bje suis\b[^.!?\n]{0,60}?\b(?:absente?|en cong[ée]s?|en vacances)\b|"
    r"\b(?:i am|i'm|i will be|i'll be)\b[^.!?\n]{0,60}?\b(?:out of (?:the )?office|on (?:\w+ )?leave|on (?:\w+ )?"
    r"holiday|on vacation|away from)\b|"
    r"\bich bin\b[^!?\n]{0,60}?\b(?:abwesend|nicht im b[üu]ro|im urlaub|nicht erreichbar)\b",
    re.IGNORECASE,
)
_BY_A_PROGRAM = re.compile(
    r"\b(?:tijdens mijn (?:afwezigheid|verlof|vakantie)|(?:wordt|worden) niet doorgestuurd|"
    r"(?:bij|voor|in) (?:heel |zeer )?dringende (?:vragen|zaken|gevallen|dossiers|boodschappen)|"
    r"(?:geen|beperkt(?:e)?) toegang tot mijn (?:e-?mails?|mail(?:box)?|berichten|postvak)|"
    r"(?:antwoord|beantwoord|lees)\b[^.!?\n]{0,40}\b(?:zodra ik|bij mijn|na mijn|wanneer ik) (?:terug|terugke)|"
    r"(?:pendant|durant) mon absence|en cas d[’']urgence|d[eè]s mon retour|ne (?:sera|seront) pas transf[ée]r|"
    r"acc[eè]s limit[ée]|"
    r"(?:during|in) my absence|for urgent (?:matters|questions|enquiries|inquiries|requests)|limited access to|"
    r"(?:up)?on my return|when i (?:return|am back)|not be forwarded|"
    r"w[äa]hrend meiner abwesenheit|in dringenden f[äa]llen|nicht weitergeleitet|wieder im b[üu]ro|"
    r"nach meiner r[üu]ckkehr)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"\b(?:dit is een automatisch|deze e-?mail (?:is|wordt|werd) automatisch|automatisch(?:e)? antwoord|"
    r"ceci est (?:un message|une r[ée]ponse) automatique|(?:this is an|this) (?:automat(?:ed|ic)|auto[- ]generated)|"
    r"dies ist eine automatische|automatisch (?:erstellte|generierte))",
    re.IGNORECASE,
)


def in_subject(subject: str) -> bool:
    """Whether a program wrote this subject."""
    return bool(SAYS_SO.match(subject) or BESIDE_OURS.match(subject))


def in_words(subject: str, text: str, *, answers: bool) -> bool:
    """Whether this short text is of a program that answers for who is away. `answers`: it came on a mail of somebody.

    `text` is what the writer added, without what it quotes.
    """
    text = " ".join(text.replace("’", "'").split())
    if not text or len(text) > LONGEST:
        return False
    if answers:
        return bool(_AUTOMATIC.search(text) or (_AWAY_MYSELF.search(text) and _BY_A_PROGRAM.search(text)))
    return bool(_HINTS.search(subject) and len(subject) < 100 and _AWAY_MYSELF.search(text))
