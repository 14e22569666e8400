"""The Huiyin (回音) Django project: it joins the ledger (tracking) and the portal (publishing)."""
