"""Rules: pure functions that judge an application and return problems and verdicts."""
