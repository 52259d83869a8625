"""Who holds which role and which office: inviting, handing over, ending, resetting."""
