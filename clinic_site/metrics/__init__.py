"""Numbers for Prometheus: how requests are answered, and what waits. None of them tells of a person or of a page.

They are counted and served only where METRICS_PORT is set, at 127.0.0.1, by a listener of their own (server.py): the
public port knows no such address.
"""
