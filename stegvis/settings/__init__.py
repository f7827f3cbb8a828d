"""Settings: `demo` (also for development), `test`, `production`. All build on `base`."""
