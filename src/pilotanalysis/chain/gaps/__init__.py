"""The missing links of a chain: judged by the registry of kinds, weighed, ranked, told and drawn."""
