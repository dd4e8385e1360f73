"""Judge the evidence: checklist, requirements, dates."""
