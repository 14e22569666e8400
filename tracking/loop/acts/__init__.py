"""The acts of the loop: every step with its conditions, its form and what it does, in files by the office's own work."""
