"""What finance may ask of the desk: bills, verdicts, disputes, statements and months."""
