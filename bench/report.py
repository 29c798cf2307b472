"""What a run says: one line for each thing that was measured, with its limit, its aim and whether it was reached."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Line:
    """`ours` and `limit` in `unit`. `aim` says what is asked of `ratio` (of the limit) or of `growth` (over the same
    page with 1,000 referrals); `kept` is None where nothing was asked. `work` is what processors spent, in ms: beside
    the database of both, of the web server's processes and of the limit's."""

    what: str
    unit: str
    ours: float
    limit: float | None = None
    ratio: float | None = None
    small: float | None = None
    growth: float | None = None
    queries: int | None = None
    work: float | None = None
    limit_work: float | None = None
    aim: str = ""
    kept: bool | None = None
    note: str = ""


HEADS = ("", "ours", "limit", "ratio", "at 1,000", "growth", "queries", "work", "its limit", "aim", "")


def table(lines: Sequence[Line]) -> str:
    """The lines under their heads, figures to the right."""
    rows = [HEADS, *(_cells(line) for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADS))]
    last = len(HEADS) - 2
    return "\n".join(
        "  ".join(
            cell.ljust(width) if n in (0, last, last + 1) else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    kept = {None: "", True: "kept", False: "MISSED"}[line.kept]
    return (
        line.what, f"{_figure(line.ours)} {line.unit}", _figure(line.limit), _figure(line.ratio), _figure(line.small),
        _figure(line.growth), "" if line.queries is None else str(line.queries), _figure(line.work),
        _figure(line.limit_work), line.aim,
        " · ".join(part for part in (kept, line.note) if part),
    )  # fmt: skip


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def keep(lines: Sequence[Line], about: dict[str, object]) -> None:
    LATEST.write_text(json.dumps({**about, "lines": [asdict(line) for line in lines]}, indent=1) + "\n")


def machine() -> dict[str, object]:
    """What the figures depend on beside the code: cores, and how busy the machine is at this moment."""
    return {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
