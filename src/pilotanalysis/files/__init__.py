"""The one door: everything that is read from, or written to, a sheet or a text file.

A file is opened by what it is, never by what it is called (:mod:`kinds`), and becomes grids of text
(:mod:`grids`): workbooks are looked into before a reader makes room for their cells (:mod:`workbooks`, :mod:`xls`),
text is decoded and taken apart (:mod:`text`), SPSS is read in a process of its own (:mod:`spss`).
Tables with columns of known names and kinds are checked cell by cell (:mod:`checked`, :mod:`sheets`).
Workbooks are written in :mod:`xlsx`. What must never be found half-written goes through :mod:`whole`.
"""
