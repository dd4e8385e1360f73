"""Read what the applicant hands in: one application folder."""
