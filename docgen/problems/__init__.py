"""Describe problems of an application."""
