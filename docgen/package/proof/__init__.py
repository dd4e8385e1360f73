"""Proof of what was made, read by other libraries than it was written with; and what differs between two outputs."""
