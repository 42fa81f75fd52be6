"""Small programs that use the library with other packages, and the table of what they do."""
