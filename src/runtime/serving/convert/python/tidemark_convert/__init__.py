"""Runs in the user's own Python, from 3.8 on, and imports nothing of theirs before it is needed."""
