"""Time limits of the loop (时限): counting them, telling which one runs for a unit, listing what is due."""
