"""How dates and numbers are written (简体中文)."""
