"""Accounts and powers: who may sign in, and who confirmed what somebody may sign."""
