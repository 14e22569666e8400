"""Accounts and powers (账号、授权): recording every change of an account, and confirming roles that sign by a second person."""
