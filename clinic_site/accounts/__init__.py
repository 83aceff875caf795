"""Accounts of staff: how they are made, what they sign in with, where they are signed in, and what is told of it."""
