"""Moving in (开始使用): an office's own name, units, people, sessions and columns, from one workbook or TOML file."""
