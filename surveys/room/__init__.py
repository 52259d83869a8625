"""Where holders of key sheets come together. Nothing here is written to a disk."""
