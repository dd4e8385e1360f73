"""The kinds of problems: one file for each subject, each code with all that is said of it."""
