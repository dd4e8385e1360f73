"""What is handed in with the package: the print set, what is signed and sealed, the disc."""
