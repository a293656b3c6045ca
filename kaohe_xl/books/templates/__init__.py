"""Documents from .xlsx templates that the office edits in Excel: read, check, fill."""
