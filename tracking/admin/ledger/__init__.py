"""The ledger in the admin (承办件台账): its list, an item's file with letters, limits and versions, and papers to print."""
