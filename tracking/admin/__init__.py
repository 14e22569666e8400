"""The ledger in Wagtail's admin: every module that imports wagtail.admin or modeladmin stands here."""
