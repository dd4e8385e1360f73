"""Keep the form's PDF on the pages of the blank form."""
