"""The demonstration city: sections, people and requests. Fictitious, and complete enough that
every page has something true to show. All of it is made by the real actions."""

from __future__ import annotations
