"""What the ministry printed: forms, notices and where they are kept."""
