"""How one asks: examples that can be tried, and the same as a form."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from network.core.text import clean_line
from network.features.search.asked import MAX_WORDS, Asked, Value


@dataclass(frozen=True, slots=True)
class Example:
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FormField:
    name: str
    label: str
    hint: str = ""
    choices: tuple[Value, ...] = ()


def examples() -> tuple[Example, ...]:
    return (
        Example("nedrivning pris", _("what has both words")),
        Example('"tomme huse"', _("what has the words beside each other")),
        Example("nedrivning -asbest", _("what has the first word and not the second")),
        Example("forsamlingshus OR multihus", _("what has one of the words; you can write ELLER too")),
        Example("bosæt*", _("what has a word that begins so")),
        Example("emne:landsbyklynger møde", _("what belongs to a topic; its synonyms count too")),
        Example("kommune:lolland pulje", _("what somebody from a municipality has written")),
        Example("forfatter:holm", _("what somebody of that name has written")),
        Example("type:dokument strategi", _("documents; or tråd, spørgsmål, erfaring, efterlysning, svar, person")),
        Example("fra:2024 til:6.2025 fleksboliger", _("what is from that time: a year, a month or a day")),
        Example("i:titel landsbypedel", _("what has the words in its title")),
        Example("§ 5 c", _("a section, however it is spaced")),
    )


def form_fields(asked: Asked) -> tuple[FormField, ...]:
    return (
        FormField("alle", _("All of these words")),
        FormField("saetning", _("These words beside each other")),
        FormField("en_af", _("At least one of these words")),
        FormField("uden", _("None of these words")),
        FormField("forfatter", _("Written by")),
        FormField("fra", _("From"), _("A year, a month or a day: 2024, June 2024 or 15.6.2024")),
        FormField("til", _("Until"), _("A year, a month or a day: 2024, June 2024 or 15.6.2024")),
        FormField("slags", _("Kind"), choices=asked.values["slags"]()),
        FormField("emne", _("Topic"), choices=asked.values["emne"]()),
        FormField("kommune", _("Municipality"), choices=asked.values["kommune"]()),
    )


def composed(arguments: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, as the parts of a search's address."""
    given = {name: clean_line(arguments.get(name, "")).replace('"', " ") for name in arguments}
    parts = given.get("alle", "").split()
    if given.get("saetning"):
        parts.append(f'"{given["saetning"]}"')
    parts.append(" OR ".join(given.get("en_af", "").split()))
    parts += [f"-{word.lstrip('-')}" for word in given.get("uden", "").split()]
    parts += [f'{name}:"{given[name]}"' for name in ("forfatter", "fra", "til") if given.get(name)]
    words = " ".join(part for part in parts if part)[:MAX_WORDS]
    chosen = {name: given[name] for name in ("slags", "emne", "kommune") if given.get(name)}
    return {name: value for name, value in {"q": words, **chosen}.items() if value}
