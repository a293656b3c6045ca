"""Sample workbooks as an office would keep them, and the scripts that make them."""
