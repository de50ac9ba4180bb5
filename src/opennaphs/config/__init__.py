"""How an installation is put together: settings, addresses, servers. Everything secret comes from the environment."""
