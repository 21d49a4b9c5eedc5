"""Files and pictures in posts: they follow the post, in who may read it and in being hidden."""
