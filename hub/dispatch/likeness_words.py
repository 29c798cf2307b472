"""What agrees between two youngsters, in words for the person who decides."""

from hub.dispatch.likeness import How, Likeness, Part
from hub.wording import N_, _

WORDS: dict[tuple[Part, How], str] = {
    (Part.FIRST_NAME, How.SAME): N_("zelfde voornaam"),
    (Part.FIRST_NAME, How.SPELT): N_("zelfde voornaam, anders geschreven"),
    (Part.FIRST_NAME, How.ALIKE): N_("voornaam lijkt erop"),
    (Part.FIRST_NAME, How.PART): N_("deel van de voornaam is hetzelfde"),
    (Part.FIRST_NAME, How.OTHER): N_("andere voornaam"),
    (Part.LAST_NAME, How.SAME): N_("zelfde familienaam"),
    (Part.LAST_NAME, How.SPELT): N_("zelfde familienaam, anders geschreven"),
    (Part.LAST_NAME, How.ALIKE): N_("familienaam lijkt erop"),
    (Part.LAST_NAME, How.PART): N_("deel van de familienaam is hetzelfde"),
    (Part.LAST_NAME, How.OTHER): N_("andere familienaam"),
    (Part.CROSSED, How.TURNED): N_("voornaam en familienaam omgewisseld"),
    (Part.BIRTH_DATE, How.SAME): N_("zelfde geboortedatum"),
    (Part.BIRTH_DATE, How.TURNED): N_("dag en maand van geboorte omgewisseld"),
    (Part.BIRTH_DATE, How.ALIKE): N_("geboortedatum verschilt één cijfer"),
    (Part.BIRTH_DATE, How.NEAR): N_("geboortedatum verschilt twee cijfers"),
    (Part.BIRTH_DATE, How.OTHER): N_("andere geboortedatum"),
    (Part.POSTCODE, How.SAME): N_("zelfde postcode"),
    (Part.POSTCODE, How.ALIKE): N_("postcode verschilt één cijfer"),
    (Part.POSTCODE, How.OTHER): N_("andere postcode"),
}
NAMES = (Part.FIRST_NAME, Part.LAST_NAME)
_OF_NAMES = {How.CLOSE: How.ALIKE, How.NEAR: How.ALIKE, How.FAR: How.OTHER}


def told(likeness: Likeness) -> list[str]:
    """What agrees first, then what does not; nothing about what is not known of both.

    Names that changed places are told once, and whatever else differs in them.
    """
    crossed = any(one.part == Part.CROSSED for one in likeness.agreements)
    said = []
    for part, how, _weight in sorted(likeness.agreements, key=lambda one: one.how == How.OTHER or one.how == How.FAR):
        shown = _OF_NAMES.get(how, how) if part in NAMES else how
        if shown != How.UNKNOWN and not (crossed and part in NAMES and shown == How.SAME):
            said.append(_(WORDS[part, shown]))
    return said
