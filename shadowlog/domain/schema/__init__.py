"""How records are declared."""
