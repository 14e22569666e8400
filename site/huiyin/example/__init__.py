"""The example district (巴宜区2024年“两会”, docs/example.md), ready to try: workbook, accounts, the loop driven to its end, the portal.

Only what the published summary says is tied to the persons it names. What else a record needs is filled with 示例 names
and marked as example data; docs/example.md says which is which.
"""
