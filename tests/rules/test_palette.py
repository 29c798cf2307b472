"""The colours of the house can be told apart, by day and by night."""

import re

import pytest

from tests.colours import contrast
from tests.machine import ROOT

GROUNDS = ("paper", "surface", "sunk", "accent-tint")
WORDS = (
    [(ink, ground) for ink in ("text", "muted", "accent") for ground in GROUNDS]
    + [
        (kind, ground)
        for kind in ("course", "waits", "late", "stuck", "rest")
        for ground in ("surface", f"{kind}-tint")
    ]
    + [(ink, f"{kind}-tint") for ink in ("text", "muted") for kind in ("course", "waits", "late", "stuck")]
    + [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-band", "band"), ("on-band-quiet", "band")]
)


def palettes() -> dict[str, dict[str, str]]:
    text = (ROOT / "static/css/tokens.css").read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_stand_out_from_their_ground(scheme: str, ink: str, ground: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "sunk"])
def test_the_edge_of_a_field_can_be_seen(scheme: str, ground: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette["edge"], palette[ground]) >= 3
