"""Made-up cities whose truth is known: for benches, the simulation and the signals. No tests."""
