"""Whether the installation is ready: what can be measured, and what somebody must say."""
