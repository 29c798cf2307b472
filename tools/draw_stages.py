"""Draws the stages of a case and of a track, from the tables that the rules themselves use, into docs/stages.md.

python -m tools.draw_stages          writes the file
python -m tools.draw_stages --check  says with its exit code whether the file is up to date
"""

import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from hub.dispatch.case import CLOSES_AS, MOVES, STAGE_WORDS, Stage
from hub.dispatch.track import COMES_BACK, TRACK_MOVES, TRACK_WORDS, TrackStage

PAGE = Path(__file__).parent.parent / "docs" / "stages.md"
Moves = Mapping[Any, tuple[Iterable[StrEnum], StrEnum]]


def drawn() -> str:
    """The whole page."""
    return "\n".join(
        [
            "# The stages of a case and of a track",
            "",
            "Drawn by `tools/draw_stages.py` from `MOVES` in `hub/dispatch/case.py` and `TRACK_MOVES` in",
            "`hub/dispatch/track.py`, the same tables that decide what may happen. Do not edit it by hand.",
            "",
            "## A case",
            "",
            "Each open case has one responsible party and one date on which something must happen next. Whatever",
            "closes a case says with which outcome; no case closes while one of its tracks is open.",
            "",
            *_diagram(MOVES, STAGE_WORDS, starts=(Stage.CONCEPT, Stage.SUBMITTED), ends=(Stage.CLOSED,)),
            "",
            *_table(MOVES, STAGE_WORDS, outcome=lambda move: f"`{CLOSES_AS[move]}`" if move in CLOSES_AS else ""),
            "",
            "## A track",
            "",
            "One for each partner that takes the case up. What brings the case back to the coordinator at once:",
            ", ".join(f"{TRACK_WORDS[stage]} (`{stage}`)" for stage in TrackStage if stage in COMES_BACK) + ".",
            "",
            *_diagram(TRACK_MOVES, TRACK_WORDS, starts=(TrackStage.PROPOSED,), ends=_ends(TRACK_MOVES)),
            "",
            *_table(TRACK_MOVES, TRACK_WORDS),
            "",
        ]
    )


def _ends(moves: Moves) -> list[StrEnum]:
    """The stages that nothing leads away from."""
    sources = {source for froms, _target in moves.values() for source in froms}
    return list(dict.fromkeys(target for _froms, target in moves.values() if target not in sources))


def _diagram(
    moves: Moves, words: Mapping[Any, str], *, starts: Iterable[StrEnum], ends: Iterable[StrEnum]
) -> list[str]:
    """Mermaid: one arrow between two stages, with the names of all moves that go that way."""
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for move, (sources, target) in moves.items():
        for source in sources:
            arrows.setdefault((source, target), []).append(str(move))
    return [
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {stage}: {word}" for stage, word in words.items()),
        *(f"    [*] --> {stage}" for stage in starts),
        *(f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in arrows.items()),
        *(f"    {stage} --> [*]" for stage in ends),
        "```",
    ]


def _table(moves: Moves, words: Mapping[Any, str], *, outcome: Any = None) -> list[str]:
    rows = [
        f"| `{move}` | {', '.join(words[source] for source in sources)} | {words[target]} |"
        + (f" {outcome(move)} |" if outcome else "")
        for move, (sources, target) in moves.items()
    ]
    head = "| move | from | to |" + (" outcome |" if outcome else "")
    return [head, "|---|---|---|" + ("---|" if outcome else ""), *rows]


def main() -> None:
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(drawn(), encoding="utf-8")
    elif not (PAGE.is_file() and PAGE.read_text(encoding="utf-8") == drawn()):
        sys.exit("docs/stages.md is out of date: run python -m tools.draw_stages")


if __name__ == "__main__":
    main()
