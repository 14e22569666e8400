"""Finding items by their words (查找承办件): an index that the database keeps beside the ledger, and what is asked of it.

The words of an item (title, numbers, proposers' names, text) stand folded in one row, cut into characters and pairs of
characters. Triggers note each item whose words changed, whoever changed them; `index.catch_up` indexes those later, and
until then a search compares them one by one, so that what was just saved is found at once.
"""
