"""The sealed box: who may answer, and what was answered, with nothing that joins the two."""
