"""Tags of everything in SageMaker that has an ARN."""
