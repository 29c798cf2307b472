"""The catalogues: `extract` gathers the messages of the sources, `check` lists what is missing, `compile` builds.

Dutch is the source, so only the other languages have a catalogue. The template is gathered anew
each time and never written.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "locale"
LANGUAGES = ("en", "fr")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "_n": (1, 2),
    "ngettext": (1, 2),
}
# Header lines that would change at every run and tell nobody anything.
IDLE_HEADERS = tuple(
    f'"{name}:'.encode()
    for name in (
        "Generated-By",
        "Language-Team",
        "Last-Translator",
        "PO-Revision-Date",
        "POT-Creation-Date",
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
    )
)
# French keeps a sign of two parts with its word, by a space at which no line breaks.
BEFORE_SIGN, AFTER_QUOTE = re.compile(r"[ \u00a0\u202f]*([:;?!»])(?!\d)"), re.compile(r"«[ \u00a0\u202f]*")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@click.group()
def main() -> None:
    """The translations of the screens and letters."""


@main.command()
def extract() -> None:
    """Bring the catalogues up to date with the sources; new messages come in untranslated."""
    template = gathered()
    for language in LANGUAGES:
        catalogue = stored(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        if language == "fr":
            keep_signs(catalogue)
        catalogue.header_comment = f"# {language}: the words of the dispatch hub; message ids are the Dutch ones."
        path(language).write_bytes(as_po(catalogue))
        left = sum(1 for message in catalogue if message.id and not all(strings(message)))
        click.echo(f"{language}: {len(catalogue)} messages, {left} to translate")


@main.command()
def check() -> None:
    """Exit 1 with a list of what is untranslated, doubtful, superfluous, missing or not written by `extract`."""
    template, wrong = gathered(), 0
    for language in LANGUAGES:
        for fault in faults(template, stored(language)):
            click.echo(f"{language}: {fault}", err=True)
            wrong += 1
        written = stored(language)
        if language == "fr":
            keep_signs(written)
        if path(language).read_bytes() != as_po(written):
            click.echo(f"{language}: not as `extract` writes it; run that last", err=True)
            wrong += 1
    sys.exit(1 if wrong else 0)


@main.command(name="compile")
def build() -> None:
    """Write the binary catalogues that the program reads."""
    for language in LANGUAGES:
        with path(language).with_suffix(".mo").open("wb") as made:
            write_mo(made, stored(language))
        click.echo(f"{language}: {path(language).with_suffix('.mo').relative_to(ROOT)}")


def faults(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What keeps this catalogue from being a whole translation of the template, a sentence each."""
    for message in template:
        if not message.id:
            continue
        translated = catalogue.get(message.id)
        if translated is None:
            yield f"missing: {shown(message)}"
        elif not all(strings(translated)):
            yield f"untranslated: {shown(message)}"
        elif translated.fuzzy:
            yield f"doubtful: {shown(message)}"
        else:
            yield from (f"{fault}: {shown(message)}" for fault in misfits(translated))
    for message in catalogue:
        if message.id and template.get(message.id) is None:
            yield f"no longer used: {shown(message)}"
    yield from (f"obsolete: {shown(message)}" for message in catalogue.obsolete.values())


def misfits(message: Message) -> Iterator[str]:
    """Placeholders that a translation lost or invented; `num` may be left out where the words say it."""
    sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
    allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    for string in strings(message):
        found = set(PLACEHOLDER.findall(string))
        if found - allowed or (allowed - found) - {"num"}:
            yield f"placeholders {sorted(found)} instead of {sorted(allowed)}"


def keep_signs(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            said = tuple(AFTER_QUOTE.sub("«\u00a0", BEFORE_SIGN.sub("\u00a0\\1", text)) for text in strings(message))
            message.string = said if isinstance(message.string, list | tuple) else said[0]


def strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def shown(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    where = f" ({message.locations[0][0]})" if message.locations else ""
    return f"{text!r}{where}"


def gathered() -> Catalog:
    """Every message of the sources, with the file that it comes from."""
    with (CATALOGUES / "babel.cfg").open() as lines:
        methods, options = parse_mapping_cfg(lines)
    template = Catalog(project="dispatch-hub", charset="utf-8")
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True)
    for name, _line, messages, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        template.add(messages, None, [(name, 0)], auto_comments=comments, context=context)
    return template


def stored(language: str) -> Catalog:
    if not path(language).exists():
        return Catalog(locale=language, project="dispatch-hub", charset="utf-8", fuzzy=False)
    with path(language).open("rb") as lines:
        return read_po(lines, locale=language)


def path(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "hub.po"


def as_po(catalogue: Catalog) -> bytes:
    made = BytesIO()
    write_po(made, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return b"".join(line for line in made.getvalue().splitlines(True) if not line.startswith(IDLE_HEADERS))


if __name__ == "__main__":
    main()
