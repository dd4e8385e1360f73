"""Prove finished outputs with other libraries than wrote them."""
