"""The follow-up of the animator: surveys of runs, indicators, registers, work list, sheets for partners."""
