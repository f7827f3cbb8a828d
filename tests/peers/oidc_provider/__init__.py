"""An OpenID Connect provider of django-oauth-toolkit: a small project of its own, in a process of its own."""
