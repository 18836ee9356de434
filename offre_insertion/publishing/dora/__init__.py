"""DORA: what the v1 records become there and back, and how they are sent."""
