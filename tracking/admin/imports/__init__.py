"""Workbooks and units' sheets in the admin (导入导出): uploaded, previewed, confirmed and brought in."""
