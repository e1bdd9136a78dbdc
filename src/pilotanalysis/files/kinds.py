"""Which kind of file a file is, told by what is in it."""

from __future__ import annotations

import lzma
import os
import re
import zipfile
import zlib
from pathlib import Path

from ..problems import Problem, StudyError, quoted
from .refusals import AGAIN, MOST_BYTES, damaged, protected

#: How files of each kind may end, the usual ending first, and what they are called.
ENDINGS = {
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "ods": (".ods",),
    "sav": (".sav",),
    "zip": (".zip",),
    "csv": (".csv", ".txt", ".tsv"),
}
_CALLED = {
    "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook",
    "ods": "an OpenDocument sheet",
    "sav": "an SPSS file",
    "csv": "text",
    "zip": "an archive of tables",
}
#: What is raised over an archive that is damaged, by the module or by what unpacks its parts.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, KeyError,
)  # fmt: skip
#: How text begins that says in which order its bytes stand.
BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
#: Where an old container names what a password protects.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def kind_of(path: Path, name: str, missing: str = "Put the file there, under this name.") -> str:
    """Tell the kind of a file, one of :data:`ENDINGS`.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file.
    missing : str
        What to do where it is not there.

    Raises
    ------
    StudyError
        If it is missing, empty, too large, protected or of no kind that is read.
    """
    _refuse_unreadable(path, name, missing)
    with path.open("rb") as source:
        head = source.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(path, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _ENCRYPTED in path.read_bytes():
            raise StudyError(protected(name))
        return "xls"
    if head.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta)", head, re.IGNORECASE):
        said = "The file is a web page or XML under another name."
        raise StudyError(Problem(name, said, "Open it in a spreadsheet and save it as .xlsx."))
    if head.startswith(b"%PDF"):
        said = "The file is a PDF."
        raise StudyError(Problem(name, said, "Export the answers as CSV or XLSX, or type them into a table."))
    if head.startswith(b"{") and (b'"doc_id"' in head or b"docs.google.com" in head):
        said = "The file is a link to a sheet of Google, not the sheet."
        raise StudyError(Problem(name, said, "Open it, and choose File, Download, Microsoft Excel (.xlsx)."))
    if b"\0" in head and not head.startswith(BYTE_ORDER):
        said = "The file is neither a workbook, nor SPSS, nor text."
        raise StudyError(Problem(name, said, "Export it again as CSV or XLSX."))
    return "csv"


def _refuse_unreadable(path: Path, name: str, missing: str) -> None:
    """Refuse what is no file, cannot be opened, is empty or too large."""
    try:
        is_lost, is_file = path.is_symlink() and not path.exists(), path.is_file()
        is_open = not is_file or os.access(path, os.R_OK)
    except OSError:
        # The folder around it may not be looked into.
        is_lost, is_file, is_open = False, True, False
    if is_lost:
        raise StudyError(Problem(name, "The file is missing: it is a link to nowhere.", "Put the file itself there."))
    if not is_file:
        raise StudyError(Problem(name, "The file is missing.", missing))
    if not is_open:
        said = "The file cannot be read (permission denied)."
        raise StudyError(Problem(name, said, "Give yourself the right to read it."))
    size = path.stat().st_size
    if size == 0:
        raise StudyError(Problem(name, "The file is empty (0 bytes).", AGAIN))
    if size > MOST_BYTES:
        raise StudyError(Problem(name, f"The file has {size:,} bytes.", "No export is that large: export it again."))


def is_called(path: Path, kind: str) -> bool:
    """Whether a file is called what it is."""
    return path.suffix.lower() in ENDINGS[kind]


def called_otherwise(path: Path, name: str, kind: str, remedy: str) -> Problem:
    """A file is not what its name says, or of a kind that is not read there."""
    said = f"The file is {_CALLED[kind]}, not what {path.suffix or 'a name without ending'} says."
    if is_called(path, kind):
        said = f"The file is {_CALLED[kind]}, which is not read here."
    return Problem(name, said, remedy)


def _kind_of_archive(path: Path, name: str) -> str:
    """Tell an Excel workbook from the tables of ODK Central; refuse any other zip, and what would burst the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
            if sum(part.file_size for part in inside) > MOST_BYTES:
                raise StudyError(Problem(name, "The file unpacks to more than 2 GB.", "Export it again."))
            if inside and all(part.filename.endswith(".csv") for part in inside):
                heads = [archive.open(part).readline().decode("utf-8", "replace") for part in inside]
                if all("KEY" in head for head in heads):
                    return "zip"
    except DAMAGED as error:
        raise StudyError(damaged(name, error)) from None
    held = [part.filename for part in inside]
    if "content.xml" in held and "mimetype" in held:
        return "ods"
    if "xl/workbook.bin" in held:
        said = "The file is a binary Excel workbook (.xlsb)."
        raise StudyError(Problem(name, said, "Open it in Excel and save it as .xlsx."))
    if any(part.endswith(".iwa") for part in held):
        said = "The file is a document of Apple Numbers."
        raise StudyError(Problem(name, said, "In Numbers, choose File, Export To, Excel, and put that there."))
    if any(part.startswith("word/") for part in held):
        said = "The file is a Word document."
        raise StudyError(Problem(name, said, "Copy its table into a spreadsheet, and save that as .xlsx."))
    if not any(part.startswith("xl/") for part in held):
        said = f"The file is an archive that holds {quoted(held[:3]) or 'nothing'}."
        raise StudyError(Problem(name, said, "Unpack it, and put the export itself there."))
    return "xlsx"
