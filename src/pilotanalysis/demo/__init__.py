"""A fictitious study with known truth.

:mod:`truth` invents clusters, members and answers; :mod:`write` puts them into the files that
managements and survey tools would send, with the truth beside them.
"""
