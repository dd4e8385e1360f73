"""Carry answers from one form to another."""
