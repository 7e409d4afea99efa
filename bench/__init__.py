"""`make bench`: how long the things take that a student waits for. Measured, never asserted."""
