"""The rules, by what they compare; each takes what was found in a text and yields findings."""
