"""The papers about public pages (信息公开文书): what they are about, and a file for each in `kinds/`."""
