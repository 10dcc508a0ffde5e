"""How a review is read: one document, told as a page, in a terminal and as plain data."""
