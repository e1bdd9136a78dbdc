"""YAML as a person writes it: keys and values, each key once.

Every value comes with the row in which it stands, so that a problem can name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from .problems import Problem, StudyError

#: Rows by the keys, and the places in lists, that lead to a value.
Rows = Mapping[tuple[str | int, ...], int]
#: No settings of a study are that long, and no number in them has that many digits.
_MOST_BYTES, _MOST = 200_000, 10**18
#: Values that there are at most, where what is repeated by reference is written out.
_MOST_VALUES = 100_000


def load(path: Path) -> tuple[Any, Rows]:
    """Read a YAML file of UTF-8.

    Returns
    -------
    content
        Dictionaries, lists and plain values.
    rows : mapping
        Row of each of them, counted from 1.

    Raises
    ------
    StudyError
        If it cannot be read, or not as one document of plain YAML.
    """
    text = _text(path)
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        _count(node, {})
        return loader.construct_document(node), dict(_rows(node, ()))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        said = f"Not readable as YAML: {error.problem}."
        raise StudyError(Problem(path.name, said, "Mend that line.", row=line)) from None
    except RecursionError:
        raise StudyError(Problem(path.name, "It is nested too deeply.", "Take the brackets out.")) from None
    finally:
        loader.dispose()


def _text(path: Path) -> str:
    name = path.name
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise StudyError(Problem(name, "The file is missing.", "Every study has one at its top.")) from None
    except IsADirectoryError:
        raise StudyError(Problem(name, "It is a folder, no file.", "Put the file in its place.")) from None
    except OSError as error:
        said = f"It cannot be read ({error.strerror})."
        raise StudyError(Problem(name, said, "Give yourself the right to read it.")) from None
    if len(content) > _MOST_BYTES:
        said = f"The file has {len(content):,} bytes."
        raise StudyError(Problem(name, said, "No settings are that long: restore the file."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise StudyError(Problem(name, "The file is not UTF-8 text.", "Save it as UTF-8.", row=row)) from None
    for number, line in enumerate(text.split("\n"), start=1):
        strange = yaml.reader.Reader.NON_PRINTABLE.search(line)
        if strange:
            said = f"A control character stands there (number {ord(strange[0])})."
            raise StudyError(Problem(name, said, "Delete it, or write the line anew.", row=number))
    return text


class _PlainLoader(yaml.SafeLoader):
    """YAML that refuses a key given twice, which plain YAML overwrites in silence."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
            if isinstance(value, int) and abs(value) >= _MOST:
                raise ValueError("the number is too large")
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from None
        return value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.constructor.ConstructorError(None, None, f"key {key} is given twice", mark)
        return super().construct_mapping(node, deep=deep)


def _count(node: yaml.Node, counted: dict[int, int]) -> int:
    """Count the values below a node with those that are repeated by reference, and refuse what has no end."""
    if id(node) not in counted:
        # While a node is counted, it counts for more than there may be: so does what refers back to it.
        counted[id(node)] = _MOST_VALUES
        parts = node.value if isinstance(node, yaml.CollectionNode) else ()
        inside = [part for pair in parts for part in (pair if isinstance(pair, tuple) else (pair,))]
        counted[id(node)] = 1 + sum(_count(part, counted) for part in inside)
        if counted[id(node)] > _MOST_VALUES:
            said = "references (& and *) repeat more than settings have"
            raise yaml.composer.ComposerError(None, None, said, node.start_mark)
    return counted[id(node)]


def _rows(node: yaml.Node, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            own = (*place, str(key.value))
            yield from _rows(value, own)
            # A value may begin below its key.
            yield own, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _rows(value, (*place, number))
