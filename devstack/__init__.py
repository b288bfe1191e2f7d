"""Runs the whole application on one machine with nothing but Python: ``python -m devstack run``."""
