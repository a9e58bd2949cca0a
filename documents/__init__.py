"""Labels, slips and letters, drawn from values and nothing else."""
