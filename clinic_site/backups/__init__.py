"""Backups of the whole site: made, restored, and tried (docs/decisions/0011)."""
