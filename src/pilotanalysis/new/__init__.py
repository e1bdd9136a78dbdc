"""Another study of the same shape: other clusters, another region, another wave.

:mod:`wish` is what somebody wants, with what is wrong in it; :mod:`catalogues` and :mod:`form` are the reference
tables and the questionnaire of it, from those of a study that is there; :mod:`write` puts them into a folder, with an
empty roster for each management. What a starter catalogue, a country's legal forms and its words are stands in tables
beside them.
"""
