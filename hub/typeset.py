"""Accessible PDF (PDF/UA-1), set by Typst: what people typed is given as data and never as markup."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

PRINT = Path(__file__).parent.parent / "templates" / "print"
# What stands for a sign that no font of ours has: a reader sees that something was there, and the paper is made.
INSTEAD = "□"
MOST_TRIES = 3
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def set_in_type(paper: str, content: Mapping[str, Any]) -> bytes:
    """This paper of templates/print with this content. A sign that cannot be shown would make no PDF at all: it is
    replaced, for people type a thumb, and names in scripts of their own."""
    for left in reversed(range(MOST_TRIES)):
        try:
            made = typst.compile(
                (PRINT / paper).read_bytes(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
                sys_inputs={"content": json.dumps(content)},
            )  # fmt: skip
        except typst.TypstError as wrong:
            lacking = _lacking(wrong.diagnostic)
            if not lacking or not left:
                raise
            content = _without(content, dict.fromkeys(map(ord, lacking), INSTEAD))
        else:
            assert isinstance(made, bytes)
            return made
    raise AssertionError("the last try raises or returns")


def _lacking(told: str) -> set[str]:
    """The signs that Typst names, as its messages write them."""
    return {
        sign
        for said in _LACKING.findall(told)
        for sign in _ESCAPED.sub(lambda code: chr(int(code[1], 16)), said)
    }  # fmt: skip


def _without(value: Any, signs: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(signs)
    if isinstance(value, Mapping):
        return {name: _without(one, signs) for name, one in value.items()}
    return [_without(one, signs) for one in value] if isinstance(value, list | tuple) else value
