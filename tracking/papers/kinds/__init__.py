"""The papers of the ledger (文书), a file each; every module here is found by itself."""
