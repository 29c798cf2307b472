"""Translations: whole, with the words of their sources in place, and one word for one thing."""

import re
import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "messages.py"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_translation_keeps_the_placeholders_of_its_source(language):
    with TOOL["path"](language).open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    translated = [message for message in catalogue if message.id and all(TOOL["strings"](message))]
    assert translated
    assert [fault for message in translated for fault in TOOL["misfits"](message)] == []


def test_a_french_sign_of_two_parts_stays_with_its_word():
    with TOOL["path"]("fr").open("rb") as lines:
        said = [text for message in read_po(lines, locale="fr") if message.id for text in TOOL["strings"](message)]
    assert said
    assert [text for text in said if re.search(r"(?<!\u00a0)[:;?!»](?!\d)|«(?!\u00a0)", text)] == []


# What the screens say instead: e-mail, pagina, niet gekozen, de leiding nemen, je, genoeg, uitloggen.
OTHER_WORDS = re.compile(
    r"(?<!e-)\bmails?\b|\bbrie(f|ven)\b|\bbladzijden?\b|weerhouden|\btrekkers?\b|\buw?\b|\bvolsta|\bafmeld",
    re.IGNORECASE,
)


def test_screens_and_letters_say_one_word_for_one_thing():
    sources = [source for message in TOOL["gathered"]() for source in as_tuple(message.id)]
    assert len(sources) > 1000
    assert [source for source in sources if OTHER_WORDS.search(source)] == []


def as_tuple(message_id: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message_id,) if isinstance(message_id, str) else tuple(message_id)


def a_translation(**strings: str) -> Catalog:
    catalogue = Catalog(locale="en")
    for message, string in strings.items():
        catalogue.add(message, string)
    return catalogue


def test_the_check_names_what_is_missing_untranslated_superfluous_or_doubtful():
    template = a_translation(een="", twee="", drie="")
    catalogue = a_translation(twee="", drie="three", vier="four")
    catalogue.get("drie").flags.add("fuzzy")
    assert sorted(TOOL["faults"](template, catalogue)) == [
        "doubtful: 'drie'",
        "missing: 'een'",
        "no longer used: 'vier'",
        "untranslated: 'twee'",
    ]


def test_the_check_sees_a_lost_and_an_invented_placeholder():
    template, catalogue = Catalog(), Catalog(locale="en")
    for source, string in {"Dag %(name)s": "Hello", "Dag": "Hello %(name)s", "%(a)s en %(b)s": "%(b)s, %(a)s"}.items():
        template.add(source)
        catalogue.add(source, string)
    assert sorted(TOOL["faults"](template, catalogue)) == [
        "placeholders ['name'] instead of []: 'Dag'",
        "placeholders [] instead of ['name']: 'Dag %(name)s'",
    ]


def test_the_sources_are_gathered_from_the_code():
    gathered = TOOL["gathered"]()
    assert gathered.get("over %(num)s dag").id == ("over %(num)s dag", "over %(num)s dagen")
    assert {name.split("/")[0] for message in gathered for name, _line in message.locations} >= {"hub"}
