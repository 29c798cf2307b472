"""What was read of a document: plain values that travel between processes."""

from dataclasses import dataclass

Row = tuple[str, ...]  # the cells of a row of a table, or one line of text


@dataclass(frozen=True, slots=True)
class Paper:
    """The rows of a document in order. `values` are the filled-in fields of a form by their own names. `problem` says
    why there is nothing: `kind`, `locked`, `macros`, `big`, `broken`, `time`, `memory`, `crash`; "" for no problem."""

    rows: tuple[Row, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    problem: str = ""
