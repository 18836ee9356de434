"""What people read of the offer: values on one side, files on the other."""
