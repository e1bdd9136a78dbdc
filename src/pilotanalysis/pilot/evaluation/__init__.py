"""Evaluation: questions with their evidence, what was expected, what was learnt, and what all of it hangs on."""
