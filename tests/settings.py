"""Bring the files that are generated from the settings' types up to them: ``make settings``.

These are the schema and the default of ``study.yml``, and the comments of the pack's own.
"""

from __future__ import annotations

from pathlib import Path

from pilotanalysis.settings import DEFAULT, FILE, SCHEMA, commented, read, schema_text

OWN = Path(__file__).parent.parent / FILE


def main() -> None:
    SCHEMA.write_text(schema_text(), "utf-8")
    for path in (DEFAULT, OWN):
        path.write_text(commented(read(path)), "utf-8")


if __name__ == "__main__":
    main()
