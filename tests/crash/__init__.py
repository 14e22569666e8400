"""The plug is pulled (拔电源): acts are cut off by kill -9 at random moments, and after one timer run all is right."""
