"""The HTTP doors: registering, the company's own pages, joining, the drive."""
