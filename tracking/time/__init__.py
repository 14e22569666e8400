"""Limits of the loop (时限): how they are counted, which one runs for whom, what is due and late, and counting anew."""
