"""Find the evidence files of an application and their index."""
