"""Damaged files of every kind that the pack reads: each is read, or refused in words."""
