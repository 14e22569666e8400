"""Whose work it is, in the admin: handing on the items of somebody who leaves, and confirming what was authorised."""
