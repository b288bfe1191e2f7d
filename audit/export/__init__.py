"""The trail in files: for a spreadsheet, for a reader, for whoever verifies the seals.

No export holds a transaction open: events are read in short queries by their number, up to the
newest one at the start, and an event that is written does not change any more.
"""
