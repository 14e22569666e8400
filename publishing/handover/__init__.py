"""The hand-over package (移交包): a signed piece as the editor of the platform above needs it, and what comes back from there."""
