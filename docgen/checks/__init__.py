"""Judgement: pure functions from an application to problems and verdicts."""
