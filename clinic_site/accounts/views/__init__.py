"""Pages of accounts, each within the admin's own frame."""
