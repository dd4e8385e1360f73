"""Rules for the evidence: checklist, requirements, dates."""
