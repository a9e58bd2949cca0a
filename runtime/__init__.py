"""What every process needs to run: settings, database, Temporal client, logging."""
