"""The acts of the loop: each a module with its conditions, its forms and its steps; every module here is found by itself.

An act's `PLACE` is where its steps stand among those of the others, wherever steps are listed: in the order of the loop.
"""
