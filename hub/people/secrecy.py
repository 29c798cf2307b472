"""Who reads what was told in confidence, by the secrecy that binds whoever reads (DOMAIN.md §6). Pure rules."""

from collections.abc import Collection

from hub.people.tables import Secrecy

# From the widest to the narrowest: whoever is bound in several ways at one place is bound by the first of these.
_WIDEST = (Secrecy.PROFESSIONAL, Secrecy.OFFICIAL, Secrecy.DISCRETION)


def reads_content(bound: Collection[str], *, agreed: bool = False) -> bool:
    """Whether somebody who is `bound` so reads content notes: what was told and written about a youngster. Agreements,
    days and the outcome are for everybody who takes part, and so is who it is for the partner that guides.

    Professional secrecy reads them. Others do when it was recorded that the youngster `agreed` to share with them.
    """
    return Secrecy.PROFESSIONAL in bound or agreed


def binding(bound: Collection[str]) -> Secrecy:
    """The one that is named to whoever asks; the duty of discretion binds everybody."""
    return next((one for one in _WIDEST if one in bound), Secrecy.DISCRETION)
