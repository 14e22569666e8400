"""Parsers of files, run as a process of their own (`python -I tracking/ledger/parsing`) and never imported by the server."""
