"""What cleaning and judging are measured with: messed answers whose meaning is known, and studies with planted gaps."""
