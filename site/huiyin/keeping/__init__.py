"""Keeping (保管): copies that can be restored, everything in open formats for leaving, upgrades that can be undone, tidying.

`place` knows what an installation consists of, `databases` and `portable` how its database is copied and laid, `packing`
how all of it becomes one file; `backup` and `restore` are the two acts, and what else is done with them stands beside.
"""
