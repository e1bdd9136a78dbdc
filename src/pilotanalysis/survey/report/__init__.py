"""What the chapter says and draws, by topic."""
