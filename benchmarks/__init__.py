"""Timings of the pack, each beside something known and in the same run: these are ratios, not seconds to compare."""
