"""Experiments: from a command to a folder with tables, figures and a report."""
