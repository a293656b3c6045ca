"""Formulas of a workbook: what they read, which of them a change outdates, and what they show afterwards."""
