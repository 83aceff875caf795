"""How public pages are served: kept until what they say changes, and read from a replica where there is one.

A view joins in with `@public_page(...)` of public.py; nothing else about it changes.
"""
