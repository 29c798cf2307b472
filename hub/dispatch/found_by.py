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
    wanted = sort_key(typed)
    return {row.id: _words(row, wanted) for row in rows}


def _words(row: Any, typed: str) -> str:
    """The first of the fields that share most with what was typed."""
    texts = {name: sort_key(" ".join(part or "" for part in parts(row))) for name, parts in FIELDS}
    best = max(texts, key=lambda name: _share(typed, texts[name]))
    if set(typed.split()) <= set(texts[best].split()) or typed in texts[best]:
        return _(best)
    return _("lijkt op %(what)s", what=_(best))


def _share(typed: str, text: str) -> float:
    """How much of the typed words stands in a text, from 0 to 1, by pieces of three letters."""
    wanted = set(_pieces(typed))
    return len(wanted & set(_pieces(text))) / len(wanted) if wanted else 0


def _pieces(text: str) -> Iterator[str]:
    for word in text.split():
        padded = f"  {word} "
        yield from (padded[at : at + 3] for at in range(len(padded) - 2))
