"""What a notebook may be asked: the typed cell tagged ``parameters``, read without running it."""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError

from ..parameters import VOCABULARY, ChoiceOfStudy
from ..problems import ParameterError, Problem, StudyError, nearest, quoted
from ..study import Study

_FORM = f"Write name: Type = value  # what it is for; types: {quoted(VOCABULARY)}."
#: So much of a line is shown.
_SHOWN = 200


class _Tags(BaseModel):
    tags: list[str] = []


class _Cell(BaseModel):
    """What is read of a cell."""

    cell_type: Literal["code", "markdown", "raw"]
    metadata: _Tags
    source: str | list[str]


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell.

    Attributes
    ----------
    name : str
    annotation : object
        Its type, out of :data:`pilotanalysis.parameters.VOCABULARY`.
    default : object
    help : str
        The comment behind it.
    """

    name: str
    annotation: Any
    default: Any
    help: str

    def allowed(self, study: Study) -> str:
        """Say what values it takes."""
        choice = self.choice
        if choice is not None:
            return quoted(choice.choices(study))
        if get_origin(self.annotation) is not None and all(isinstance(part, str) for part in get_args(self.annotation)):
            return quoted(get_args(self.annotation))
        schema = TypeAdapter(self.annotation).json_schema()
        words = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "string": "text"}
        limits = [f"at least {schema['minimum']}"] if "minimum" in schema else []
        limits += [f"at most {schema['maximum']}"] if "maximum" in schema else []
        return " ".join([words.get(schema.get("type", ""), "a value"), " and ".join(limits)]).strip()

    @property
    def choice(self) -> ChoiceOfStudy | None:
        """Which of the study's names it takes; None where it takes others."""
        marks = [mark for mark in getattr(self.annotation, "__metadata__", ()) if isinstance(mark, ChoiceOfStudy)]
        return marks[0] if marks else None

    def read(self, study: Study, notebook: str, text: str) -> Any:
        """Turn what was typed on the command line into the parameter's type, or refuse it."""
        try:
            value = TypeAdapter(self.annotation).validate_strings(text)
        except ValidationError:
            value = None
        choice = self.choice
        if value is None or (choice is not None and value not in choice.choices(study)):
            near = nearest(text, choice.choices(study)) if choice else ""
            raise ParameterError(
                Problem(notebook, f"{self.name}={text} is not allowed.", f"Allowed: {self.allowed(study)}.{near}")
            )
        return value


def read_contract(path: Path) -> dict[str, Parameter]:
    """Read the parameters of a notebook.

    Raises
    ------
    StudyError
        If it is not a notebook, or a line of the cell is not ``name: Type = value``.
    """
    cells = read_cells(path)
    sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if len(sources) > 1:
        said = "Two cells are tagged parameters."
        raise StudyError(Problem(path.name, said, "Keep the tag on one."))
    return {name: parameter for source in sources for name, parameter in _parameters(path.name, source).items()}


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook, as they stand in its file.

    Raises
    ------
    StudyError
        If it cannot be read, or is no notebook of format 4.
    """
    name = f"notebooks/{path.name}"
    try:
        notebook = json.loads(path.read_text("utf-8"))
        version = int(notebook["nbformat"])
        cells = [] if version != 4 else [_Cell.model_validate(cell).model_dump() for cell in notebook["cells"]]
    except OSError as error:
        said, remedy = f"It cannot be read ({error.strerror}).", "Restore it, with the right to read it."
        raise StudyError(Problem(name, said, remedy)) from None
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        said = f"Not a notebook ({type(error).__name__}: {str(error)[:_SHOWN]})."
        raise StudyError(Problem(name, said, "Restore it from the pack.")) from None
    if version != 4:
        said = f"It is a notebook of format {version}."
        raise StudyError(Problem(name, said, "Open it in JupyterLab and save it: format 4 is read."))
    return cells


def broken_cells(path: Path) -> list[Problem]:
    """Find cells of code that Python cannot read: a run would stop there.

    Raises
    ------
    StudyError
        If it is no notebook.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    transformer = TransformerManager()  # type: ignore[no-untyped-call]
    name, problems = f"notebooks/{path.name}", []
    for number, cell in enumerate(read_cells(path), start=1):
        if cell["cell_type"] != "code":
            continue
        try:
            code: str = transformer.transform_cell("".join(cell["source"]))
            compile(code, name, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            said = f"Cell {number} is no Python: {_flaw(error)}."
            problems.append(Problem(name, said, "Mend it, or restore the notebook from the pack."))
    return problems


def _flaw(error: Exception) -> str:
    """Say what Python cannot read of a cell, and in which line of it."""
    if isinstance(error, tokenize.TokenError):
        said, (row, _column) = error.args
        return f"{said}, line {row}"
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{error.msg}, line {error.lineno}"
    return str(error)[:_SHOWN] or type(error).__name__


def _parameters(notebook: str, source: str) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    try:
        comments, statements = _comments(source), ast.parse(source).body
    except (SyntaxError, ValueError, tokenize.TokenError, RecursionError, MemoryError) as error:
        said = f"The cell tagged parameters is no Python: {_flaw(error)}."
        raise StudyError(Problem(notebook, said, _FORM)) from None
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and statement.module == "pilotanalysis.parameters":
            continue
        try:
            if not isinstance(statement, ast.AnnAssign) or statement.value is None:
                raise ValueError("not of the form name: Type = value")
            name = ast.unparse(statement.target)
            if name in found or not name.isidentifier():
                raise ValueError("not the one line of a name")
            annotation = _annotation(statement.annotation)
            default = ast.literal_eval(statement.value)
            TypeAdapter(annotation).validate_python(default, strict=True)
        except (ValueError, KeyError, TypeError, AttributeError, PydanticUserError, RecursionError) as error:
            said = f"{ast.unparse(statement)[:_SHOWN]}: {str(error)[:_SHOWN]}."
            raise StudyError(Problem(notebook, said, _FORM)) from None
        found[name] = Parameter(name, annotation, default, comments.get(statement.end_lineno or 0, ""))
    return found


def _annotation(node: ast.expr) -> Any:
    """Evaluate an annotation out of the vocabulary alone."""
    for part in ast.walk(node):
        if not isinstance(part, ast.Name | ast.Subscript | ast.Constant | ast.Tuple | ast.Load | ast.BinOp | ast.BitOr):
            raise ValueError(f"type {ast.unparse(node)} is not known")
        if isinstance(part, ast.Name) and part.id not in VOCABULARY:
            raise ValueError(f"type {part.id} is not known")
    return eval(compile(ast.Expression(node), "<parameters>", "eval"), {"__builtins__": {}}, dict(VOCABULARY))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def check(study: Study, notebook: str, contract: Mapping[str, Parameter], given: Mapping[str, str]) -> dict[str, Any]:
    """Turn values from the command line into those a notebook takes.

    Raises
    ------
    ParameterError
        With every name that the notebook does not have and every value it does not allow.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in contract:
            remedy = f"It has: {quoted(contract) or 'none'}.{nearest(name, contract)}"
            problems.append(Problem(notebook, f"There is no parameter {name}.", remedy))
            continue
        try:
            values[name] = contract[name].read(study, notebook, text)
        except ParameterError as error:
            problems += error.problems
    if problems:
        raise ParameterError(problems)
    return values
