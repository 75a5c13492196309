"""Doors of meetings for those who attend: signed in, or by the link of a mail."""
