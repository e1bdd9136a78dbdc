"""Run the notebooks, render what they registered, and verify it.

This package knows no chapter: a notebook that registers its results in :mod:`pilotanalysis.results`
appears in pages, tables and documents without a change here.
"""
