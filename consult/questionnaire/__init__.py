"""What is asked. Pure: it knows neither Flask nor a database, and speaks in codes."""
