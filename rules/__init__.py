"""What is true, whatever the machine: no clock, no input or output, the standard library only."""
