"""The catalogues of translations: one messages.po for each language below consult/translations, compiled to a
messages.mo beside it.

    python -m consult.setup.catalogues            compiles them
    python -m consult.setup.catalogues update     takes over every message of the code first; new ones are empty
    python -m consult.setup.catalogues add CODE   begins the catalogue of one more language
    python -m consult.setup.catalogues check      says what is missing or cannot be used

A translation that would fail when it is shown, because a placeholder of the message is misspelt in it, is never
compiled. docs/translating.md explains the work of translators.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from consult.core import files
from consult.core.translatable import is_locale, locale_of

READABLE = 0o644
"""Translations are for everyone."""

ROOT = Path(__file__).resolve().parent.parent.parent

FOLDER = ROOT / "consult" / "translations"

KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "nN_": (1, 2), "pN_": ((1, "c"), 2)}
"""The functions that mark messages, and which of their arguments are those."""

WIDTH = 120
"""Columns of a line of a catalogue."""

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}")
_ELEMENT = re.compile(r"</?[a-z][^>]*>")


class UnknownLanguage(ValueError):
    """No language has this code."""


class BrokenCatalogue(ValueError):
    """A catalogue has translations that cannot be used; the text has a line for each."""


# -- compiling -------------------------------------------------------------------------------------------------------


def compile_all(folder: Path = FOLDER) -> list[Path]:
    """Compile every catalogue below `folder`; a second call changes nothing. Returns the compiled files.

    Raises BrokenCatalogue before anything is written.
    """
    read = [(path, read_catalogue(path)) for path in catalogues(folder)]
    trouble = [f"{path}: {line}" for path, catalogue in read for line in _unusable(catalogue)]
    if trouble:
        raise BrokenCatalogue("\n".join(trouble))
    made = []
    for path, catalogue in read:
        compiled = path.with_suffix(".mo")
        words = BytesIO()
        write_mo(words, catalogue)
        if not compiled.exists() or compiled.read_bytes() != words.getvalue():
            with files.written(compiled, READABLE) as file:
                file.write(words.getvalue())
        made.append(compiled)
    return made


def catalogues(folder: Path = FOLDER) -> list[Path]:
    """The files of all catalogues below `folder`, by their languages."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def read_catalogue(path: Path) -> Catalog:
    """The catalogue in this file, of the language that its folder is named after."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _unusable(catalogue: Catalog) -> Iterator[str]:
    for message, errors in catalogue.check():
        if not message.fuzzy:
            yield from (f"{_quoted(message)}: {error}" for error in errors)


def placeholders(words: str) -> set[str]:
    """What stands in a message for values, as it is written there: "%(name)s", "{path}"."""
    return set(_PLACEHOLDER.findall(words))


def _quoted(message: Message) -> str:
    return f"“{_of(message)[0]}”"


def _of(message: Message) -> tuple[str, ...]:
    """The English of a message: one form, or singular and plural."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (str(message.id),)


def _translations(message: Message) -> tuple[str, ...]:
    found = message.string
    return tuple(found) if isinstance(found, (list, tuple)) else (str(found or ""),)


# -- taking over the messages of the code ----------------------------------------------------------------------------


def extracted(root: Path = ROOT) -> Catalog:
    """All messages of the code and templates below `root`, as `[tool.babel]` of pyproject.toml says where they are."""
    mappings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(one["pattern"], one["method"]) for one in mappings]
    options = {
        one["pattern"]: {name: value for name, value in one.items() if name not in {"pattern", "method"}}
        for one in mappings
    }
    catalogue = Catalog(charset="utf-8", header_comment="")
    found = extract_from_dir(root, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, line, message, comments, context in sorted(found, key=lambda one: one[:2]):
        catalogue.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalogue


def update_all(folder: Path = FOLDER, template: Catalog | None = None) -> list[Path]:
    """Take over the messages of `template` (by default of the code) into every catalogue below `folder`.

    Translations stay with their messages; new messages have none, and those that are gone leave. Returns the files.
    """
    messages = extracted() if template is None else template
    for path in catalogues(folder):
        _write(path, _updated(read_catalogue(path), messages))
    return catalogues(folder)


def add(language: str, folder: Path = FOLDER, template: Catalog | None = None) -> Path:
    """Begin the catalogue of a language, with every message and no translation. `language` is a tag that CLDR knows,
    with a region or a script where it needs one: "pt", "pt-BR", "zh-Hant". Its folder is named as Babel names it,
    "pt_BR". Raises UnknownLanguage, and FileExistsError."""
    if not is_locale(language):
        raise UnknownLanguage(f"“{language}” is no tag of a language, such as “pt” or “pt-BR”.")
    locale = str(locale_of(language))
    path = folder / locale / "LC_MESSAGES" / "messages.po"
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, _updated(Catalog(locale=locale), extracted() if template is None else template))
    return path


def _updated(catalogue: Catalog, template: Catalog) -> Catalog:
    made = Catalog(locale=catalogue.locale, charset="utf-8", header_comment="", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        before = catalogue.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        is_same = before is not None and _of(before) == _of(message)
        made.add(
            message.id, before.string if before is not None and is_same else None, message.locations,
            flags=message.flags | ({"fuzzy"} if before is not None and is_same and before.fuzzy else set()),
            auto_comments=message.auto_comments, user_comments=before.user_comments if before else (),
            context=message.context,
        )  # fmt: skip
    return made


def _write(path: Path, catalogue: Catalog) -> None:
    """The same messages are the same bytes, whenever and wherever they are written."""
    words = BytesIO()
    write_po(words, catalogue, width=WIDTH, include_lineno=False, omit_header=True)
    lines = [
        f"Language: {catalogue.locale_identifier}",
        "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {catalogue.plural_forms}",
    ]
    fields = "".join(f'"{line}\\n"\n' for line in lines)
    with files.written(path, READABLE) as file:
        file.write(f'msgid ""\nmsgstr ""\n{fields}\n'.encode() + words.getvalue())


# -- what is wrong with a catalogue ----------------------------------------------------------------------------------


def faults(catalogue: Catalog, template: Catalog) -> list[str]:
    """A line for each message of `template` that `catalogue` has no usable translation of, and for each message of
    `catalogue` that the code does not have."""
    found = list(_unusable(catalogue))
    known = {(one.context, _of(one)): one for one in catalogue if one.id}
    wanted = {(one.context, _of(one)): one for one in template if one.id}
    found += [f"{_quoted(one)}: not a message of the code" for key, one in known.items() if key not in wanted]
    for key, message in wanted.items():
        has = known.get(key)
        if has is None or not all(_translations(has)):
            found.append(f"{_quoted(message)}: not translated")
        elif has.fuzzy:
            found.append(f"{_quoted(message)}: the translation is marked as doubtful (fuzzy)")
        else:
            found += [
                f"{_quoted(message)}: {trouble}" for trouble in _differences(has, catalogue.num_plurals)
            ]
    return found


def _differences(message: Message, forms: int) -> Iterator[str]:
    """What a translation has lost or added, besides words."""
    english, translated = _of(message), _translations(message)
    if len(english) > 1 and len(translated) != forms:
        yield f"{len(translated)} plural forms, and the language has {forms}"
    kept = placeholders(" ".join(english))
    for number, words in enumerate(translated):
        original = english[min(number, len(english) - 1)]
        has = placeholders(words)
        if has - kept:
            yield f"placeholders that the message does not have: {', '.join(sorted(has - kept))}"
        if len(english) == 1 and kept - has:
            yield f"placeholders are missing: {', '.join(sorted(kept - has))}"
        if sorted(_ELEMENT.findall(words)) != sorted(_ELEMENT.findall(original)):
            yield "elements of HTML differ"
        if (original[:1].isspace(), original[-1:].isspace()) != (words[:1].isspace(), words[-1:].isspace()):
            yield "the space at the beginning or the end differs"
    if len(english) > 1 and placeholders(english[1]) - placeholders(translated[-1]):
        yield "the last plural form has lost a placeholder"


def check_all(folder: Path = FOLDER, template: Catalog | None = None) -> list[str]:
    """A line "fr: …" for each fault of each catalogue of the interface below `folder`."""
    messages = extracted() if template is None else template
    return [
        f"{path.parent.parent.name}: {line}"
        for path in catalogues(folder)
        for line in faults(read_catalogue(path), messages)
    ]


def main(arguments: list[str]) -> None:
    """The command; exits with 1 and a line for each fault where catalogues are broken or not complete."""
    try:
        match arguments:
            case []:
                done = compile_all()
            case ["update"]:
                update_all()
                done = compile_all()
            case ["add", language]:
                done = [add(language)]
            case ["check"]:
                sys.exit("\n".join(check_all()) or 0)
            case _:
                sys.exit(__doc__)
    except (BrokenCatalogue, UnknownLanguage) as trouble:
        sys.exit(str(trouble))
    for path in done:
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
