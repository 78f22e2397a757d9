"""What was handed in, read safely: a folder's files as bytes, and a notebook's cells."""
