"""What the minutes say of a case, in sentences, out of the codes that were written down."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.minutes.outcomes import NOT_YET, POSTPONED, UNDECIDED
from hub.dispatch.table_tables import AgendaReason, ClaimRole
from hub.dispatch.table_view import AGENDA_WORDS
from hub.dispatch.track import REASON_WORDS
from hub.wording import N_, _, date_words, list_words

Said = Mapping[str, Any]
PLAIN: dict[str, str] = {
    "talk_was_enough": N_("Het gesprek was genoeg."),
    "answer_consult": N_("Het consult is beantwoord."),
    "not_for_us": N_("Niet voor het meldpunt."),
    "withdraw": N_("De aanmelding is ingetrokken."),
    "refer_elsewhere": N_("Elders doorverwezen."),
    "consult": N_("Eerst een consult: anderen denken mee."),
    "set_double": N_("Bleek dubbel aangemeld."),
    NOT_YET: N_("Nog niet besproken."),
}


def outcome_words(said: Said, today: date) -> str:
    """What the table decided, and before it what it had decided when the case stood on the same agenda already."""
    before = [
        _("Eerder, op %(day)s: %(what)s", day=_day(one, "on", today), what=_decided(one, today))
        for one in said.get("earlier", ())
    ]
    return " ".join([*before, _decided(said, today)])


def _decided(said: Said, today: date) -> str:
    code, day = said["outcome"], _day(said, "by", today)
    if code == "claim":
        return _("Opgenomen.")
    if code == "wait":
        return _("Op de wachtlijst. Opnieuw bekeken tegen %(day)s.", day=day) if day else _("Op de wachtlijst.")
    if code in ("meet_client", "ask_experts"):
        what = _("Er komt een cliëntoverleg.") if code == "meet_client" else _("Gaat naar de expertisetafel.")
        sits = _day(said, "sits", today)
        return " ".join(
            part for part in (
                what, _("Zitting: %(day)s.", day=sits) if sits else "",
                _("Opgevolgd tegen %(day)s.", day=day) if day else "",
            ) if part
        )  # fmt: skip
    if code == "offer":
        return (
            _("Aangeboden aan %(hub)s.", hub=said["hub"])
            if said.get("hub")
            else _("Aangeboden aan een ander meldpunt.")
        )
    if code == "reopen":
        return " ".join(_came_back(said, today))
    if code == POSTPONED:
        why = said.get("why", "").strip()
        moved = _("Verschoven naar de zitting van %(day)s.", day=day)
        return _("%(moved)s Reden: %(why)s", moved=moved, why=why) if why else moved
    if code == UNDECIDED:
        return _("Besproken. Er is nog niets beslist.") if not said.get("claims") else _("Besproken.")
    return _(PLAIN[code])


def _came_back(said: Said, today: date) -> Iterator[str]:
    if said.get("for") == AgendaReason.DECLINED:
        yield _("Geen enkele partner neemt op.")
    yield _("Kwam terug bij de coördinator.")
    sits = _day(said, "sits", today)
    if sits:
        if said["place"] == "proposed":
            yield _("Voorgesteld voor de zitting van %(day)s.", day=sits)
        else:
            yield _("Volgende zitting: %(day)s.", day=sits)
    elif said.get("stage") == Stage.REOPENED:
        yield _("De coördinator beslist hoe het verder gaat.")
    elif said.get("stage"):
        yield _("Nu: %(stage)s.", stage=_(STAGE_WORDS[Stage(said["stage"])]))


def decided_later(said: Said, sat_on: date, today: date) -> str:
    """When it was decided, where that was not on the day itself."""
    on = said.get("on")
    if not on or date.fromisoformat(on) == sat_on:
        return ""
    return _("Beslist op %(day)s.", day=date_words(date.fromisoformat(on), today))


def claim_words(claim: Said, today: date) -> str:
    """ "Kompas NAFT neemt de leiding met “Kort traject”, start op 22 september. Inzet: twee keer per week." """
    leads = claim["role"] == ClaimRole.LEAD
    said = (
        _("%(partner)s neemt de leiding met “%(offer)s”", partner=claim["partner"], offer=claim["offer"])
        if leads
        else _("%(partner)s doet mee met “%(offer)s”", partner=claim["partner"], offer=claim["offer"])
    )
    if claim["confirmed"] and claim["starts"]:
        day = date_words(date.fromisoformat(claim["starts"]), today)
        said = _("%(said)s, afgesproken start: %(day)s.", said=said, day=day)
    elif claim["confirmed"]:
        said += "."
    elif claim.get("gone"):
        day = date_words(date.fromisoformat(claim["gone"]), today)
        said = _("%(said)s. Dat geldt niet meer sinds %(day)s.", said=said, day=day)
    else:
        said = _("%(said)s. Dat is nog niet bevestigd.", said=said)
    return _("%(said)s Inzet: %(what)s", said=said, what=claim["commitment"]) if claim["commitment"] else said


def decline_words(said: Said, may_read: Callable[[UUID], bool]) -> list[str]:
    """Who did not take it up, and why: for the hub, and for the partner whose word it was."""
    found = [one for one in said["declines"] if may_read(UUID(one["id"]))]
    return [
        _("%(partner)s neemt niet op: %(why)s.", partner=partner, why=_(REASON_WORDS[code]))
        for partner, code in ((one["partner"], one["reason"]) for one in found)
    ]


def running_words(said: Said) -> list[str]:
    """Who worked on it already."""
    return [
        _("%(partner)s werkt er al aan met “%(offer)s”.", partner=one["partner"], offer=one["offer"])
        if one["offer"]
        else _("%(partner)s werkt er al aan.", partner=one["partner"])
        for one in said.get("running", ())
    ]


def silent_words(said: Said) -> list[str]:
    """For the hub: who did not answer, and who had nothing to answer."""
    silent, unread = ([one["partner"] for one in said.get(who, ())] for who in ("silent", "unread"))
    lines = [_("Nog geen antwoord: %(who)s.", who=list_words(silent)) if silent else ""]
    lines.append(_("Kon de kaart niet lezen: %(who)s.", who=list_words(unread)) if unread else "")
    return [line for line in lines if line]


def reason_words(said: Said) -> str:
    code = said["reason"]
    return "" if code == "new" else _(AGENDA_WORDS[code])


def _day(said: Said, field: str, today: date) -> str:
    return date_words(date.fromisoformat(said[field]), today) if said.get(field) else ""
