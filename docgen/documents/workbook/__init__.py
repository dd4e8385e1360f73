"""Write the fill-in workbook (填报.xlsx)."""
