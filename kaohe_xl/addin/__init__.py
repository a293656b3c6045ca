"""The add-in: made from the text in macros/ without Excel, installed for one person, put into a workbook."""
