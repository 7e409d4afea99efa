"""For whoever writes and keeps the notebooks: execute them, keep them in one canonical form, and check them."""
