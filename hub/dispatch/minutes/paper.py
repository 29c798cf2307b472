"""The minutes on paper."""

from datetime import date
from typing import Any

from hub.clock import brussels_date, in_brussels
from hub.dispatch.minutes.minutes import STATE_WORDS, MinutesState
from hub.dispatch.minutes.minutes_sight import MinutesSeen, PointSeen
from hub.dispatch.minutes.there import THERE_WORDS
from hub.store import Work
from hub.typeset import set_in_type
from hub.wording import _, current_language, date_words, exact, moment_words


def pdf_of(work: Work, seen: MinutesSeen) -> bytes:
    """What this reader reads of these minutes, on paper."""
    return set_in_type("minutes.typ", content_of(work, seen))


def content_of(work: Work, seen: MinutesSeen) -> dict[str, Any]:
    """All that stands on the paper, in the language of the page."""
    assert seen.minutes is not None
    today, day = brussels_date(work.now), brussels_date(seen.session.at)
    title = _("Verslag: %(table)s, %(day)s", table=seen.table.name, day=exact(day))
    return {
        "lang": current_language(), "title": title, "hub": seen.hub.name, "table": seen.table.name,
        "when": moment_words(in_brussels(seen.session.at)), "place": seen.session.place,
        "state": _state(seen, today), "version": _("Versie %(number)d", number=seen.minutes.version),
        "reason": _("Waarom deze versie: %(why)s", why=seen.minutes.reason) if seen.minutes.version > 1 else "",
        "heads": {"there": _("Aanwezigheden"), "points": _("Besproken"), "general": _("Algemeen"),
                  "guests": _("Gasten"), "agreed": _("Afspraken"), "brought": _("Ingebracht")},
        "columns": [_("Organisatie"), _("Wie"), _("Hoe")], "agreed_columns": [_("Wat"), _("Wie"), _("Tegen")],
        "leads": [
            said for said in (
                _("Voorzitter: %(who)s", who=seen.there["chair"]) if seen.there.get("chair") else "",
                _("Verslaggever: %(who)s", who=seen.there["reporter"]) if seen.there.get("reporter") else "",
            ) if said
        ],
        "there": [
            [organisation, name, _(THERE_WORDS[code])]
            for organisation, name, code in (
                (line["organisation"] or seen.hub.name, _who(line), line["state"]) for line in seen.there["lines"]
            )
        ],
        "guests": [_guest(one) for one in seen.there["guests"]],
        "points": [_point(one, today) for one in seen.points], "general": _point(seen.general, today),
        "none": _("Er stond niets op de dagorde."),
        "foot": _("Alleen voor wie aan tafel zat. Met initialen, zonder namen van jongeren."),
        "printed": _("Gemaakt op %(day)s", day=date_words(today)), "page": _("pagina"),
    }  # fmt: skip


def _who(line: dict[str, Any]) -> str:
    instead = _("in de plaats van %(who)s", who=line["instead_of"]) if line.get("instead_of") else ""
    return ", ".join(part for part in (line["name"], instead) if part)


def _guest(one: dict[str, Any]) -> str:
    at = _("bij punt %(number)d", number=one["point"]) if one["point"] else ""
    return " · ".join(part for part in (one["name"], one["capacity"], at) if part)


def _state(seen: MinutesSeen, today: date) -> str:
    minutes = seen.minutes
    assert minutes is not None
    if minutes.approved_at:
        return _(
            "Goedgekeurd op %(day)s door %(who)s", day=date_words(minutes.approved_at, today), who=seen.approved_by
        )
    if minutes.state == MinutesState.READING and minutes.read_until:
        return _("Ter lezing tot en met %(day)s, nog niet goedgekeurd", day=date_words(minutes.read_until, today))
    return _(STATE_WORDS[MinutesState(minutes.state)])


def _point(one: PointSeen, today: date) -> dict[str, Any]:
    return {
        "title": _title(one), "reason": one.reason, "outcome": one.outcome, "lines": list(one.lines),
        "remark": one.remark, "hidden": _("Een dossier dat je niet ziet.") if one.hidden else "",
        "limited": _("Je krijgt van deze vraag de uitkomst en de afspraken.") if one.limited else "",
        "agreements": [[said.what, said.owner, date_words(said.due_on, today)] for said in one.agreements],
        "brought": [dict(said) for said in one.brought],
    }  # fmt: skip


def _title(one: PointSeen) -> str:
    if one.hidden:
        return f"{one.number}."
    called = " · ".join(dict.fromkeys(part for part in (one.called, one.reference) if part))
    return f"{one.number}. {called}" if one.number else ""
