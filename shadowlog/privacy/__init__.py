"""What tells who somebody is: finding it, withholding it, erasing it."""
