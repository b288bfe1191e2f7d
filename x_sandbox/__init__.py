"""A local stand-in of X (API v2 and a public timeline) for practice, demonstrations and tests.

It shares no code with the application it serves: what the two agree on is X's own behaviour.
Start it with ``python -m x_sandbox --port 8080``.
"""
