"""KPK's own survey beside ours: what is known of it, and how the two stay apart."""
