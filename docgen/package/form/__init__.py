"""The form's PDF on the pages of the blank form."""
