"""What cleaning and judging are held against: messed answers whose meaning is known, and studies with planted gaps."""
