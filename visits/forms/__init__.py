"""What people send about visits, turned into clean values."""
