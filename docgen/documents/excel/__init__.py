"""Write Excel workbooks and read them back."""
