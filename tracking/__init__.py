"""The ledger: suggestions and proposals tracked through the closed loop, every change a version."""
