"""By what a case was found: its name, school, referrer or address, exactly or nearly."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from hub.wording import N_, _, sort_key

FIELDS = (
    (N_("naam"), lambda row: (row.first_name, row.last_name)),
    (N_("nummer"), lambda row: (row.number,)),
    (N_("school"), lambda row: (row.school_name,)),
    (N_("aanmelder"), lambda row: (row.referrer_name, row.referrer_organisation)),
    (N_("e-mailadres"), lambda row: (row.referrer_email,)),
)


def found_by(rows: Sequence[Any], typed: str) -> dict[UUID, str]:
    """Of each of these rows of `sight.lines`, in words, the field that is most like what was typed; never what stands
    in it."""
    words = sort_key(typed)
    wanted = frozenset(_pieces(words))
    return {row.id: _words(row, words, wanted) for row in rows}


def _words(row: Any, typed: str, wanted: frozenset[str]) -> str:
    """The first of the fields that share most with what was typed, which is made of the `wanted` pieces."""
    best, shared, holds_it = FIELDS[0][0], -1, False
    for name, parts in FIELDS:
        text = sort_key(" ".join(part or "" for part in parts(row)))
        share = len(wanted.intersection(_pieces(text)))
        if share > shared:
            best, shared = name, share
            holds_it = typed in text or set(typed.split()) <= set(text.split())
        if shared == len(wanted):  # none shares more
            break
    return _(best) if holds_it else _("lijkt op %(what)s", what=_(best))


def _pieces(text: str) -> Iterator[str]:
    for word in text.split():
        padded = f"  {word} "
        yield from (padded[at : at + 3] for at in range(len(padded) - 2))
