"""What a launcher starts: the standard library only, packed into one file on the share.

All of it is imported before anything is done: the share may go away in the middle.
"""
