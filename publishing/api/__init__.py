"""Content for other front ends (数据接口): Wagtail's API v2 over what was pressed, and over nothing else."""
