"""Texts of this prose made from a small grammar, true by construction, and mutants of them that break what they say."""
