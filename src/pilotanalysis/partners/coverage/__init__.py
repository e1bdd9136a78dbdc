"""The smallest pool that closes the gaps: who is in it, what each adds, and what all clusters together need."""
