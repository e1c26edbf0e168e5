"""`sealcanvas demo`: the main job, lived through by an unmodified boto3 client."""
