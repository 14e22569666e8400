"""Workbooks in the admin (导入导出): uploaded, shown before they count, confirmed; the units' sheets likewise."""
