"""The engines, found by discovery: one file each, by the name of which it is asked for.

A file says which class its engine is (``ENGINE``) and which engine checks it (``CHECKED_BY``). It
is loaded when it is asked for, and what it runs on when it runs.
"""
