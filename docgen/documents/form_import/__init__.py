"""Make a form definition and a layout of an official form in Word that nobody has filled in."""
