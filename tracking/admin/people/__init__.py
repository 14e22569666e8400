"""Changes of people in the admin: passing on the items of somebody who leaves, and confirming roles and delegations."""
