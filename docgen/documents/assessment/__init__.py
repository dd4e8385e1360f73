"""Write the self-assessment (自评报告)."""
