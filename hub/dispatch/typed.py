"""What people type at the desk: trimmed, not endless, and never with a national register number in it."""

from hub import national_number
from hub.problems import Invalid
from hub.wording import _

LONGEST = 8000


def words(field: str, text: str, *, needed: str = "", at_most: int = LONGEST) -> str:
    """The typed text, trimmed. Invalid for `field` when it is too long, holds a national register number, or is
    empty while `needed` says why it may not be.
    """
    said = text.replace("\r\n", "\n").strip()
    if needed and not said:
        raise Invalid({field: needed})
    if len(said) > at_most:
        raise Invalid({field: _("Dit is te lang: hou het onder %(most)d tekens.", most=at_most)})
    if national_number.contains(said):
        raise Invalid({field: _("Hier staat een rijksregisternummer. Haal het weg: dat bewaren we nooit.")})
    return said
