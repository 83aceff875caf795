"""Migrations as a later release may have them: they change guarded tables."""
