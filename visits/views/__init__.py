"""Doors of visits: the host's pages, links without signing in, calendars, the field workspace."""
