"""Write the print set, the signing places and the disc."""
