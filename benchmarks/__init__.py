"""Measurements of what ships; see README.md beside this file. Nothing in the product imports this package."""
