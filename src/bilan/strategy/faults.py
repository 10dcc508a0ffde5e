"""What is wrong in a strategy file: where, what was found, what is allowed, in French and in English."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bilan.errors import BilanError
from bilan.label import Label
from bilan.strategy.document import Strategy

LONGEST_SHOWN = 40
SCOPES = ("company", "each_rep", "team:nord", "rep:paul")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right in the file, and where it stands."""

    file: str
    line: int
    where: str  # the key as the person wrote it, its list items counted from 1: ``targets[3].window``
    message: Label

    @property
    def label(self) -> Label:
        head = f"{self.where} : " if self.where else ""
        head_en = f"{self.where}: " if self.where else ""
        return Label(
            fr=f"{self.file}, ligne {self.line} – {head}{self.message.fr}",
            en=f"{self.file}, line {self.line} – {head_en}{self.message.en}",
        )


class StrategyErrors(BilanError):
    """The file cannot be read as a strategy; every fault is listed and nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        several = "s" if len(faults) > 1 else ""
        super().__init__(Label(
            fr=f"{len(faults)} erreur{several} dans la stratégie ; rien n'a été changé.\n"
               + "\n".join(fault.label.fr for fault in faults),
            en=f"{len(faults)} error{several} in the strategy; nothing was changed.\n"
               + "\n".join(fault.label.en for fault in faults),
        ))  # fmt: skip


def key_path(place: tuple[str | int, ...]) -> str:
    """A place in the document in the words of the person who wrote it: ``targets[3].window``."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def model_fault(file: str, line: int, error: ErrorDetails) -> Fault:
    """What one refusal of the model means for the person who wrote the file."""
    sentence = SENTENCES.get(error["type"], _not_accepted)
    return Fault(file, line, key_path(error["loc"]), sentence(error))


def close_to(word: str, known: list[str]) -> Label:
    """The nearest known name, as an offer: empty when nothing is near."""
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if not near:
        return Label("", "")
    return Label(f" Vouliez-vous dire « {near[0]} » ?", f" Did you mean “{near[0]}”?")


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, str) else repr(value)
    if isinstance(value, dict | list):
        text = "{…}" if isinstance(value, dict) else "[…]"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _wanted(fr: str, en: str) -> Callable[[ErrorDetails], Label]:
    """A sentence that shows what was found and says what is allowed."""
    return lambda error: Label(
        fr=f"« {_shown(error['input'])} » n'est pas accepté ; {fr}.",
        en=f"“{_shown(error['input'])}” is not accepted; {en}.",
    )


def _missing(error: ErrorDetails) -> Label:
    key = error["loc"][-1]
    return Label(fr=f"la clé « {key} » manque ; ajoutez-la ici.", en=f"the key “{key}” is missing; add it here.")


def _unknown_key(error: ErrorDetails) -> Label:
    key = str(error["loc"][-1])
    known = sorted(_fields_at(error["loc"][:-1]))
    near = close_to(key, known)
    return Label(
        fr=f"la clé « {key} » est inconnue.{near.fr} Clés possibles : {', '.join(known)}.",
        en=f"the key “{key}” is unknown.{near.en} Possible keys: {', '.join(known)}.",
    )


def _choice(error: ErrorDetails) -> Label:
    allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    named = [word for word in allowed if word]
    near = close_to(str(error["input"]), named)
    return Label(
        fr=f"« {_shown(error['input'])} » n'est pas un choix possible.{near.fr} Choix : {', '.join(named)}.",
        en=f"“{_shown(error['input'])}” is not a possible choice.{near.en} Choices: {', '.join(named)}.",
    )


def _bound(fr: str, en: str, key: str) -> Callable[[ErrorDetails], Label]:
    return lambda error: _wanted(f"{fr} {_limit(error, key)}", f"{en} {_limit(error, key)}")(error)


def _limit(error: ErrorDetails, key: str) -> str:
    return str(error.get("ctx", {}).get(key, ""))


def _pattern(error: ErrorDetails) -> Label:
    if error["loc"][-1] == "scope":
        scopes = ", ".join(SCOPES)
        return _wanted(f"écrivez par exemple : {scopes}", f"write for example: {scopes}")(error)
    return _wanted(
        "une clé n'a que des minuscules sans accent, des chiffres, « - » et « _ », par exemple paul-martin",
        "a key has only lower-case letters without accents, digits, “-” and “_”, for example paul-martin",
    )(error)


def _not_accepted(error: ErrorDetails) -> Label:
    return _wanted("consultez la documentation de cette clé", "see the documentation of this key")(error)


_DATE = _wanted("écrivez une date sans guillemets : 2026-07-01", "write a date without quotes: 2026-07-01")
_NUMBER = _wanted("écrivez un nombre avec un point : 120000 ou 0.25", "write a number with a point: 120000 or 0.25")
_WHOLE = _wanted("écrivez un nombre entier : 5", "write a whole number: 5")
_FLAG = _wanted("écrivez true (oui) ou false (non)", "write true or false")

SENTENCES: Mapping[str, Callable[[ErrorDetails], Label]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _choice,
    "enum": _choice,
    "string_type": _wanted("écrivez un texte entre guillemets", "write a text between quotes"),
    "string_pattern_mismatch": _pattern,
    "string_too_long": _bound("nombre de caractères au plus :", "characters at most:", "max_length"),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "int_type": _WHOLE,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "tuple_type": _wanted("écrivez une liste entre crochets : [ … ]", "write a list between brackets: [ … ]"),
    "dict_type": _wanted("écrivez des couples nom = valeur", "write pairs of name = value"),
    "model_type": _wanted("écrivez une section avec ses clés", "write a section with its keys"),
    "greater_than_equal": _bound("au moins", "at least", "ge"),
    "less_than_equal": _bound("au plus", "at most", "le"),
    "greater_than": _bound("plus de", "more than", "gt"),
}


def _fields_at(place: tuple[str | int, ...]) -> list[str]:
    """The keys that the section at this place may hold."""
    model: type[BaseModel] = Strategy
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next((model for inner in get_args(annotation) if (model := _model_in(inner))), None)
    return None


def syntax_fault(file: str, message: str, text: str) -> Fault:
    """What stops the text from being TOML, and on which line."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(place[1]) if place else text.count("\n") + 1
    column = f", colonne {place[2]}" if place else ""
    column_en = f", column {place[2]}" if place else ""
    said = next((label for start, label in SYNTAX.items() if message.startswith(start)), SYNTAX["Invalid statement"])
    return Fault(file, line, "", Label(f"{said.fr}{column}.", f"{said.en}{column_en}."))


_TWICE = Label("cette section ou cette clé est déjà donnée plus haut", "this section or key is already given above")
_BAD_VALUE = Label(
    "la valeur n'est pas lisible : un texte se met entre guillemets, un nombre s'écrit 120000 ou 0.25",
    "the value cannot be read: a text goes between quotes, a number is written 120000 or 0.25",
)
_BAD_TEXT = Label(
    "le texte n'est pas lisible : fermez les guillemets, et doublez chaque barre oblique inverse (\\\\)",
    "the text cannot be read: close its quotes, and double each backslash (\\\\)",
)
_BAD_LINE = Label(
    "la ligne n'est pas lisible : écrivez clé = valeur, [section] ou [[liste]]",
    "the line cannot be read: write key = value, [section] or [[list]]",
)
_UNCLOSED = Label("un crochet ou une accolade n'est pas fermé", "a bracket or brace is not closed")

SYNTAX: Mapping[str, Label] = {  # by the first words of Python's own message
    "Cannot declare": _TWICE,
    "Cannot mutate": _TWICE,
    "Cannot overwrite": _TWICE,
    "Cannot redefine": _TWICE,
    "Duplicate inline table key": _TWICE,
    "Escaped character": _BAD_TEXT,
    "Expected '=' after a key": _BAD_LINE,
    "Expected ']": _UNCLOSED,
    "Expected newline": Label("il y a quelque chose de trop après la valeur : allez à la ligne",
                              "there is something too much after the value: start a new line"),
    "Expected": _BAD_TEXT,
    "Found invalid character": _BAD_LINE,
    "Illegal character": _BAD_TEXT,
    "Invalid date": Label("la date n'existe pas : écrivez 2026-07-01", "the date does not exist: write 2026-07-01"),
    "Invalid hex value": _BAD_TEXT,
    "Invalid initial character": _BAD_LINE,
    "Invalid statement": _BAD_LINE,
    "Invalid value": _BAD_VALUE,
    "Unclosed": _UNCLOSED,
    "Unescaped": _BAD_TEXT,
    "Unterminated": _BAD_TEXT,
}  # fmt: skip
