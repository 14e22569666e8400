"""The disclosure portal: what is approved is pressed into files and served to the public."""
