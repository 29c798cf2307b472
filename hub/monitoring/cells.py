"""A figure as it stands in a table or a drawing: a number, hidden, or none. Light to load, unlike the drawings."""

from enum import Enum

from hub.wording import number


class Hidden(Enum):
    """A figure that may not be read. Both are drawn alike, as a hatched stub that says nothing of its size."""

    FEW = "few"  # below the limit; its text is "<5"
    BESIDE = "beside"  # hidden so that no small figure can be read or calculated; its text is "×"


Cell = int | float | Hidden | None


def shown(cell: Cell, limit: int = 5) -> str:
    """A figure as people read it: "1.234", "<5" or "×" for a hidden one, a dash for none."""
    if isinstance(cell, Hidden):
        return f"<{limit}" if cell is Hidden.FEW else "×"
    return "–" if cell is None else number(cell)
