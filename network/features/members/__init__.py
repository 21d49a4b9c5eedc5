"""Who knows what, and how to reach them: profiles, competences, the directory."""
