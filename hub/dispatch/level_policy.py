"""Whether a hub takes referrals from primary education: its own choice, and always in crisis mode. Pure rules."""

from collections.abc import Iterable
from datetime import date

from hub.clock import school_year_of
from hub.dispatch.codes import PRIMARY
from hub.hubs import Hub, in_crisis
from hub.wording import _


def serves(hub: Hub, structure: str | None, day: date) -> bool:
    """Whether this level is for this hub on this day; of an unknown one nobody says no."""
    return structure not in PRIMARY or serves_primary(hub, day)


def serves_primary(hub: Hub, day: date) -> bool:
    """DOMAIN.md §3: in crisis mode primary education too."""
    return hub.primary_education or in_crisis(hub, day)


def where_to_turn(hub: Hub) -> str:
    """What is said of a child in primary education to whoever works with it."""
    return hub.primary_turn_to or _("Neem contact op met het CLB van de school.")


def closed(hubs: Iterable[Hub], day: date) -> list[Hub]:
    """Those of these that take nothing from primary education on this day."""
    return [hub for hub in hubs if not serves_primary(hub, day)]


def not_here(hub: Hub, structure: str | None, day: date) -> str:
    """That this level is not for this hub, and where to turn; "" when it is."""
    if serves(hub, structure, day):
        return ""
    said = _("%(hub)s werkt niet voor het basisonderwijs.", hub=hub.name)
    return f"{said} {where_to_turn(hub)}"


def refusal(hub: Hub, structure: str | None, day: date) -> dict[str, str]:
    """The same at "structure" of a form that somebody can still put right."""
    said = not_here(hub, structure, day)
    return {"structure": said} if said else {}


def likely_primary(born: date, on: date) -> bool:
    """Where nobody says the level: who does not yet turn twelve in the year in which that school year began, is as a
    rule in primary school. A reason to look, and none to refuse."""
    return born.year + 12 > school_year_of(on).start_year
