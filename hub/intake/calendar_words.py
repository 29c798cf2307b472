"""What a calendar says in a mail, as one sentence that a person can read."""

from datetime import datetime

from hub.clock import BRUSSELS
from hub.intake.mail.shapes import CalendarNews
from hub.wording import N_, _, date_words, moment_words

SENTENCES = {
    "ACCEPTED": N_("%(who)s komt naar de afspraak%(what)s%(when)s."),
    "DECLINED": N_("%(who)s komt niet naar de afspraak%(what)s%(when)s."),
    "TENTATIVE": N_("%(who)s komt misschien naar de afspraak%(what)s%(when)s."),
    "DELEGATED": N_("%(who)s stuurt iemand anders naar de afspraak%(what)s%(when)s."),
    "REPLY": N_("%(who)s antwoordt op de uitnodiging voor de afspraak%(what)s%(when)s."),
    "COUNTER": N_("%(who)s wil de afspraak%(what)s op een ander moment."),
    "REQUEST": N_("%(who)s nodigt uit voor de afspraak%(what)s%(when)s."),
    "CANCEL": N_("%(who)s zegt de afspraak%(what)s%(when)s af."),
}


def calendar_sentence(news: CalendarNews, sender: str) -> str:
    """ "An Peeters komt naar de afspraak “Overleg” op dinsdag 1 december om 10 uur." and what was written with it."""
    answer = news.answer if news.method == "REPLY" and news.answer in SENTENCES else news.method
    what = f" “{news.summary}”" if news.summary else ""
    said = _(SENTENCES[answer], who=news.name or sender or _("Iemand"), what=what, when=_when(news))
    return f"{said} {news.comment}".strip()


def _when(news: CalendarNews) -> str:
    if news.starts:
        return " " + _("op %(moment)s", moment=moment_words(_local(news.starts)))
    return " " + _("op %(moment)s", moment=date_words(news.day)) if news.day else ""


def _local(moment: datetime) -> datetime:
    """A moment without a zone is meant as the clock on the wall."""
    return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
