"""The parsers of files, run as a process by themselves (`python -I tracking/ledger/parsing`), never imported by the office's own."""
