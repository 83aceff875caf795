import clinic_site  # noqa: F401  (before anything imports sqlite3)
