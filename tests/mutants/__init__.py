"""Do the tests of scoring and estimation notice a change? Not part of the suite."""
