"""What the applicant says: the folder, its answers, its enterprises and its evidence."""
