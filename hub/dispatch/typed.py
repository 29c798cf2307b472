"""What people type about a case, before it is kept."""

from datetime import date, timedelta

from hub import national_number
from hub.clock import brussels_date, is_public_holiday, is_school_day, is_working_day
from hub.faults import too_long
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, date_words

AT_MOST = 8000
FARTHEST = timedelta(days=400)
SATURDAY = 5


def clean(field: str, text: str, *, needed: str = "", at_most: int = AT_MOST) -> str:
    """The text as it may be kept. Invalid when it is missing where `needed` says so, or holds a national number."""
    text = text.replace("\r\n", "\n").strip()
    if needed and not text:
        raise Invalid({field: needed})
    if len(text) > at_most:
        raise Invalid({field: too_long(len(text), at_most)})
    if national_number.contains(text):
        raise Invalid({field: _("Hier staat een rijksregisternummer. Haal het weg: het meldpunt bewaart dat nooit.")})
    return text


def day_gone(work: Work, field: str, on: date) -> date:
    """A day that has come, at most a school year back."""
    today = brussels_date(work.now)
    if on > today:
        raise Invalid({field: _("Die dag moet nog komen. Kies vandaag of een dag die voorbij is.")})
    if on < today - FARTHEST:
        raise Invalid({field: _("Die dag ligt te ver terug. Kijk het jaartal na.")})
    return on


def working_day(field: str, on: date) -> date:
    """A day on which somebody at the hub works; Invalid for a weekend or a public holiday."""
    if not is_working_day(on):
        raise Invalid({field: _("Die dag valt in een weekend of op een feestdag. Kies een werkdag.")})
    return on


class OddDay(str):
    """A sentence about a day to look at once more: the field beside it offers to take that `day` all the same."""

    day: str

    def __new__(cls, sentence: str, day: date) -> "OddDay":
        self = super().__new__(cls, sentence)
        self.day = day.isoformat()
        return self


def sure_of(field: str, on: date | None, anyway: str, *, odd: str = "") -> None:
    """Invalid with an OddDay when nobody said yet (`anyway` is that day) that it may fall in a weekend or holiday,
    or be `odd` for another reason.

    Asked last, within the unit of work: then nothing of it is kept, and no letter leaves.
    """
    odd = odd or odd_start(on)
    if on and odd and anyway != on.isoformat():
        raise Invalid({field: OddDay(_("%(odd)s Is dat de bedoeling? Kruis “Toch deze dag” aan.", odd=odd), on)})


def odd_start(on: date | None) -> str:
    """What to look at once more about the day of a start or an appointment; empty for a school day."""
    if on is None or is_school_day(on):
        return ""
    if on.weekday() >= SATURDAY:
        return _("Let op: %(day)s valt in een weekend.", day=date_words(on))
    if is_public_holiday(on):
        return _("Let op: %(day)s is een feestdag.", day=date_words(on))
    return _("Let op: %(day)s valt in een schoolvakantie.", day=date_words(on))


def day_to_come(work: Work, field: str, on: date) -> date:
    """Today or a day within the coming year."""
    today = brussels_date(work.now)
    if on < today:
        raise Invalid({field: _("Die dag is al voorbij. Kies vandaag of een dag die nog komt.")})
    if on > today + FARTHEST:
        raise Invalid({field: _("Die dag ligt te ver weg. Kijk het jaartal na.")})
    return on
