"""Judge an application: pure functions from an application to problems and verdicts."""
